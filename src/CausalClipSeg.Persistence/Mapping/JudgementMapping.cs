using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CausalClipSeg.Persistence;

internal sealed class LabelDisagreementMapping : IEntityTypeConfiguration<LabelDisagreement>
{
    public void Configure(EntityTypeBuilder<LabelDisagreement> builder)
    {
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.SopInstanceUid).HasMaxLength(Width.Uid);
        builder.HasIndex(d => d.At);
        builder.HasOne<LabelRecord>().WithMany().HasForeignKey(d => d.EarlierLabelId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<LabelRecord>().WithMany().HasForeignKey(d => d.LaterLabelId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DatasetSnapshotMapping : IEntityTypeConfiguration<DatasetSnapshot>
{
    public void Configure(EntityTypeBuilder<DatasetSnapshot> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.ContentSha256).HasMaxLength(Width.Sha256);
        builder.Property(s => s.Path).HasMaxLength(Width.Path);
        builder.Property(s => s.SplitKeyFingerprint).HasMaxLength(Width.Name);
        builder.HasIndex(s => s.ContentSha256).IsUnique();
        builder.HasIndex(s => s.CreatedAt);
    }
}

internal sealed class FrozenImageMapping : IEntityTypeConfiguration<FrozenImage>
{
    public void Configure(EntityTypeBuilder<FrozenImage> builder)
    {
        builder.HasKey(f => f.SopInstanceUid);
        builder.Property(f => f.SopInstanceUid).HasMaxLength(Width.Uid);
        builder.Property(f => f.PatientKey).HasMaxLength(Width.Sha256);
        builder.HasIndex(f => f.PatientKey);
    }
}

internal sealed class ModelEvaluationMapping : IEntityTypeConfiguration<ModelEvaluation>
{
    public void Configure(EntityTypeBuilder<ModelEvaluation> builder)
    {
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.State).HasConversion<string>().HasMaxLength(Width.Name);
        builder.Property(e => e.LeaseOwner).HasMaxLength(Width.Identifier);
        builder.Property(e => e.ReportFolder).HasMaxLength(Width.Path);
        builder.Property(e => e.RowVersion).IsConcurrencyToken();
        builder.HasIndex(e => new { e.State, e.RequestedAt });
        builder.HasOne<ModelRecord>().WithMany().HasForeignKey(e => e.CandidateId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ModelRecord>().WithMany().HasForeignKey(e => e.ChampionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<DatasetSnapshot>().WithMany().HasForeignKey(e => e.SnapshotId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ShadowResultMapping : IEntityTypeConfiguration<ShadowResult>
{
    public void Configure(EntityTypeBuilder<ShadowResult> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasIndex(r => new { r.ModelId, r.CaseId, r.SegmentNumber }).IsUnique();
        builder.HasOne<ModelRecord>().WithMany().HasForeignKey(r => r.ModelId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<SegmentationCase>().WithMany().HasForeignKey(r => r.CaseId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class CaseMeasureMapping : IEntityTypeConfiguration<CaseMeasure>
{
    public void Configure(EntityTypeBuilder<CaseMeasure> builder)
    {
        builder.HasKey(m => m.CaseId);
        builder.Property(m => m.CaseId).ValueGeneratedNever();
        builder.HasIndex(m => m.At);
        builder.HasOne<SegmentationCase>().WithOne().HasForeignKey<CaseMeasure>(m => m.CaseId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DriftReadingMapping : IEntityTypeConfiguration<DriftReading>
{
    public void Configure(EntityTypeBuilder<DriftReading> builder)
    {
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Measure).HasMaxLength(Width.Name);
        builder.HasIndex(d => d.At);
    }
}
