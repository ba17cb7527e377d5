using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CausalClipSeg.Persistence;

internal sealed class OutboxMessageMapping : IEntityTypeConfiguration<OutboxMessage>
{
    private const string Waiting = "dispatched_at IS NULL";

    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.HasKey(m => m.Sequence);
        builder.Property(m => m.Sequence).ValueGeneratedOnAdd();
        builder.Property(m => m.Type).HasMaxLength(Width.Identifier);
        builder.Property(m => m.OrderingKey).HasMaxLength(Width.Identifier);
        builder.Property(m => m.TraceParent).HasMaxLength(Width.TraceParent);
        builder.Property(m => m.Destination).HasMaxLength(Width.Identifier);
        builder.HasIndex(m => m.MessageId).IsUnique();
        builder.HasIndex(m => m.Sequence, "ix_outbox_message_waiting").HasFilter(Waiting);
        builder.HasIndex(m => new { m.OrderingKey, m.Sequence }, "ix_outbox_message_waiting_by_key").HasFilter(Waiting);
        builder.HasIndex(m => m.Destination, "ix_outbox_message_held").HasFilter(Waiting + " AND not_before IS NOT NULL");
        builder.HasIndex(m => m.DispatchedAt);
    }
}

internal sealed class InboxMessageMapping : IEntityTypeConfiguration<InboxMessage>
{
    public void Configure(EntityTypeBuilder<InboxMessage> builder)
    {
        builder.HasKey(m => new { m.Consumer, m.MessageId });
        builder.Property(m => m.Consumer).HasMaxLength(Width.Identifier);
        builder.HasIndex(m => m.MessageId);
        builder.HasIndex(m => m.ConsumedAt);
    }
}
