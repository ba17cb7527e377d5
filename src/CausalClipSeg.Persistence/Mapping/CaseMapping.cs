using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CausalClipSeg.Persistence;

internal sealed class SegmentationCaseMapping : IEntityTypeConfiguration<SegmentationCase>
{
    public void Configure(EntityTypeBuilder<SegmentationCase> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        foreach (var uid in new[] { nameof(SegmentationCase.SopInstanceUid), nameof(SegmentationCase.SegSeriesInstanceUid),
            nameof(SegmentationCase.SegSopInstanceUid), nameof(SegmentationCase.PredecessorSegSopInstanceUid),
            nameof(SegmentationCase.RejectionSopInstanceUid) })
            builder.Property(uid).HasMaxLength(Width.Uid);
        builder.Property(c => c.ReportKey).HasMaxLength(Width.Identifier);
        builder.Property(c => c.State).HasConversion<string>().HasMaxLength(Width.Name);
        builder.Property(c => c.ModelName).HasMaxLength(Width.Identifier);
        builder.Property(c => c.ModelVersion).HasMaxLength(Width.Identifier);
        builder.Property(c => c.WeightsSha256).HasMaxLength(Width.Sha256);
        builder.Property(c => c.SegPath).HasMaxLength(Width.Path);
        builder.Property(c => c.RowVersion).IsConcurrencyToken();
        builder.HasIndex(c => new { c.SopInstanceUid, c.ReportKey, c.Revision }).IsUnique();
        // Two results of one report on one image never stand side by side, whatever the code does.
        builder.HasIndex(c => new { c.SopInstanceUid, c.ReportKey }, "ux_segmentation_case_one_stands").IsUnique()
            .HasFilter("state NOT IN ('Withdrawn', 'Superseded')");
        builder.HasIndex(c => new { c.State, c.UpdatedAt });
        builder.HasIndex(c => c.ReportKey);
        // The worklist walks by id, which grows with time; each of its filters has an index that ends in it.
        builder.HasIndex(c => new { c.State, c.Id });
        builder.HasIndex(c => new { c.ModelVersion, c.Id });
        // And by the last change or the model, where that is asked for.
        builder.HasIndex(c => new { c.State, c.ModelVersion, c.Id });
        builder.HasIndex(c => new { c.UpdatedAt, c.Id });
        builder.HasIndex(c => new { c.ModelVersion, c.UpdatedAt });
        builder.HasIndex(c => c.SegSopInstanceUid).IsUnique();
        builder.HasIndex(c => c.CreatedAt);
        builder.HasOne<SourceImage>().WithMany().HasForeignKey(c => c.SopInstanceUid).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ReportVersion>().WithMany().HasForeignKey(c => c.ReportVersionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(c => c.Segments).WithOne().HasForeignKey(s => s.CaseId);
        builder.HasMany(c => c.Events).WithOne().HasForeignKey(e => e.CaseId);
    }
}

internal sealed class CaseSegmentMapping : IEntityTypeConfiguration<CaseSegment>
{
    public void Configure(EntityTypeBuilder<CaseSegment> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.FindingId).HasMaxLength(Width.Name);
        builder.Property(s => s.Label).HasMaxLength(Width.Identifier);
        builder.Property(s => s.Side).HasMaxLength(Width.Name);
        builder.Property(s => s.Zones).HasMaxLength(Width.Name);
        builder.Property(s => s.TrackingUid).HasMaxLength(Width.Uid);
        builder.HasIndex(s => new { s.CaseId, s.Number }).IsUnique();
        builder.HasIndex(s => new { s.FindingId, s.CaseId, s.Side });
        builder.HasIndex(s => new { s.Side, s.CaseId });
    }
}

internal sealed class CaseEventMapping : IEntityTypeConfiguration<CaseEvent>
{
    public void Configure(EntityTypeBuilder<CaseEvent> builder)
    {
        builder.Property(e => e.From).HasConversion<string>().HasMaxLength(Width.Name);
        builder.Property(e => e.To).HasConversion<string>().HasMaxLength(Width.Name);
    }
}

internal sealed class DeliveryAttemptMapping : IEntityTypeConfiguration<DeliveryAttempt>
{
    public void Configure(EntityTypeBuilder<DeliveryAttempt> builder)
    {
        builder.Property(a => a.Destination).HasMaxLength(Width.Identifier);
        builder.Property(a => a.StatusCode).HasMaxLength(Width.Name);
        builder.HasOne<SegmentationCase>().WithMany().HasForeignKey(a => a.CaseId);
        builder.HasIndex(a => new { a.Destination, a.At });
    }
}

internal sealed class StorageCommitmentMapping : IEntityTypeConfiguration<StorageCommitment>
{
    public void Configure(EntityTypeBuilder<StorageCommitment> builder)
    {
        builder.HasKey(c => c.TransactionUid);
        builder.Property(c => c.TransactionUid).HasMaxLength(Width.Uid);
        builder.Property(c => c.SopInstanceUid).HasMaxLength(Width.Uid);
        builder.Property(c => c.Destination).HasMaxLength(Width.Identifier);
        builder.HasOne<SegmentationCase>().WithMany().HasForeignKey(c => c.CaseId);
    }
}
