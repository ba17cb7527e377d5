using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CausalClipSeg.Persistence;

/// <summary>The migration that makes this table also adds the triggers that refuse to change or delete its rows.</summary>
internal sealed class AuditRecordMapping : IEntityTypeConfiguration<AuditRecord>
{
    public void Configure(EntityTypeBuilder<AuditRecord> builder)
    {
        builder.HasKey(a => a.Sequence);
        builder.Property(a => a.Sequence).ValueGeneratedNever();
        builder.Property(a => a.Event).HasMaxLength(Width.Name);
        builder.Property(a => a.Actor).HasMaxLength(Width.Identifier);
        builder.Property(a => a.PreviousHash).HasMaxLength(Width.Sha256);
        builder.Property(a => a.Hash).HasMaxLength(Width.Sha256);
        // Two rows never follow one: the chain has no branches.
        builder.HasIndex(a => a.PreviousHash).IsUnique();
        builder.HasIndex(a => a.At);
    }
}

internal sealed class AuditCursorMapping : IEntityTypeConfiguration<AuditCursor>
{
    public void Configure(EntityTypeBuilder<AuditCursor> builder)
    {
        builder.HasKey(c => c.Repository);
        builder.Property(c => c.Repository).HasMaxLength(Width.Identifier);
    }
}
