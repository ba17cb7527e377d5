using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CausalClipSeg.Persistence;

internal sealed class ModelRecordMapping : IEntityTypeConfiguration<ModelRecord>
{
    public void Configure(EntityTypeBuilder<ModelRecord> builder)
    {
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.Name).HasMaxLength(Width.Identifier);
        builder.Property(m => m.Version).HasMaxLength(Width.Identifier);
        builder.Property(m => m.WeightsSha256).HasMaxLength(Width.Sha256);
        builder.Property(m => m.Path).HasMaxLength(Width.Path);
        builder.Property(m => m.State).HasConversion<string>().HasMaxLength(Width.Name);
        builder.Property(m => m.RowVersion).IsConcurrencyToken();
        builder.HasIndex(m => m.State, "ux_model_record_one_champion").IsUnique().HasFilter("state = 'Champion'");
        builder.HasIndex(m => m.WeightsSha256);
    }
}

internal sealed class ReignMapping : IEntityTypeConfiguration<Reign>
{
    public void Configure(EntityTypeBuilder<Reign> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasIndex(r => r.BeganAt);
        builder.HasOne<ModelRecord>().WithMany().HasForeignKey(r => r.ModelId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class LabelExclusionMapping : IEntityTypeConfiguration<LabelExclusion>
{
    public void Configure(EntityTypeBuilder<LabelExclusion> builder)
    {
        builder.HasKey(e => e.Uid);
        builder.Property(e => e.Uid).HasMaxLength(Width.Uid);
    }
}

internal sealed class LabelRecordMapping : IEntityTypeConfiguration<LabelRecord>
{
    public void Configure(EntityTypeBuilder<LabelRecord> builder)
    {
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.SopInstanceUid).HasMaxLength(Width.Uid);
        builder.Property(l => l.SegSopInstanceUid).HasMaxLength(Width.Uid);
        builder.Property(l => l.FindingId).HasMaxLength(Width.Name);
        builder.Property(l => l.Verdict).HasConversion<string>().HasMaxLength(Width.Name).HasDefaultValue(LabelVerdict.Drawn);
        builder.Property(l => l.Use).HasConversion<string>().HasMaxLength(Width.Name).HasDefaultValue(LabelUse.Unrestricted);
        builder.Property(l => l.Side).HasMaxLength(Width.Name);
        builder.Property(l => l.ResultSegSopInstanceUid).HasMaxLength(Width.Uid);
        builder.Property(l => l.ResultWeightsSha256).HasMaxLength(Width.Sha256);
        builder.Property(l => l.TrackingUid).HasMaxLength(Width.Uid);
        builder.Property(l => l.Source).HasMaxLength(Width.Name);
        builder.Property(l => l.Role).HasMaxLength(Width.Name).HasDefaultValue("radiologist");
        builder.Property(l => l.Reader).HasMaxLength(Width.Name);
        builder.Property(l => l.Site).HasMaxLength(Width.Name);
        builder.Property(l => l.RejectionSopInstanceUid).HasMaxLength(Width.Uid);
        builder.Property(l => l.RowVersion).IsConcurrencyToken();
        builder.HasIndex(l => new { l.SegSopInstanceUid, l.SegmentNumber, l.SopInstanceUid }).IsUnique();
        builder.HasIndex(l => l.CreatedAt);
        builder.HasOne<SourceImage>().WithMany().HasForeignKey(l => l.SopInstanceUid).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<SegmentationCase>().WithMany().HasForeignKey(l => l.CaseId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReviewClaimMapping : IEntityTypeConfiguration<ReviewClaim>
{
    public void Configure(EntityTypeBuilder<ReviewClaim> builder)
    {
        builder.HasKey(c => c.CaseId);
        builder.Property(c => c.CaseId).ValueGeneratedNever();
        builder.Property(c => c.Reader).HasMaxLength(Width.Name);
        builder.HasOne<SegmentationCase>().WithOne().HasForeignKey<ReviewClaim>(c => c.CaseId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class TrainingRunMapping : IEntityTypeConfiguration<TrainingRun>
{
    public void Configure(EntityTypeBuilder<TrainingRun> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Trigger).HasMaxLength(Width.Name);
        builder.Property(r => r.State).HasConversion<string>().HasMaxLength(Width.Name);
        builder.Property(r => r.Device).HasMaxLength(Width.Identifier);
        builder.Property(r => r.LeaseOwner).HasMaxLength(Width.Identifier);
        builder.Property(r => r.OutputPath).HasMaxLength(Width.Path);
        builder.Property(r => r.RowVersion).IsConcurrencyToken();
        builder.HasIndex(r => new { r.State, r.RequestedAt });
        builder.HasIndex(r => r.Device, "ux_training_run_one_per_device").IsUnique().HasFilter("state = 'Running'");
        builder.HasOne<DatasetSnapshot>().WithMany().HasForeignKey(r => r.SnapshotId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ModelRecord>().WithMany().HasForeignKey(r => r.CandidateModelId).OnDelete(DeleteBehavior.Restrict);
    }
}
