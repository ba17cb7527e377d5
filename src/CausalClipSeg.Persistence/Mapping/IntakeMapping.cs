using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CausalClipSeg.Persistence;

internal static class Width
{
    public const int Uid = 64;
    public const int Identifier = 256;
    public const int Name = 64;
    public const int Sha256 = 64;
    public const int Path = 1024;
    public const int TraceParent = 64;
}

internal sealed class StudyMapping : IEntityTypeConfiguration<Study>
{
    public void Configure(EntityTypeBuilder<Study> builder)
    {
        builder.HasKey(s => s.StudyInstanceUid);
        builder.Property(s => s.StudyInstanceUid).HasMaxLength(Width.Uid);
        builder.Property(s => s.AccessionNumber).HasMaxLength(Width.Identifier);
        builder.Property(s => s.PatientId).HasMaxLength(Width.Identifier);
        builder.Property(s => s.ImportedPatient).HasMaxLength(Width.Identifier);
        builder.Property(s => s.RequestedProcedureId).HasMaxLength(Width.Identifier);
        builder.HasIndex(s => s.AccessionNumber);
        builder.HasIndex(s => s.PatientId);
    }
}

internal sealed class SourceImageMapping : IEntityTypeConfiguration<SourceImage>
{
    public void Configure(EntityTypeBuilder<SourceImage> builder)
    {
        builder.HasKey(i => i.SopInstanceUid);
        foreach (var uid in new[] { nameof(SourceImage.SopInstanceUid), nameof(SourceImage.StudyInstanceUid),
            nameof(SourceImage.SeriesInstanceUid), nameof(SourceImage.SopClassUid), nameof(SourceImage.TransferSyntaxUid) })
            builder.Property(uid).HasMaxLength(Width.Uid);
        builder.Property(i => i.Modality).HasMaxLength(Width.Name);
        builder.Property(i => i.ViewPosition).HasMaxLength(Width.Name);
        builder.Property(i => i.PatientOrientation).HasMaxLength(Width.Name);
        builder.Property(i => i.Device).HasMaxLength(Width.Identifier);
        builder.Property(i => i.PatientSex).HasMaxLength(Width.Name);
        builder.Property(i => i.FilePath).HasMaxLength(Width.Path);
        builder.Property(i => i.ContentHash).HasMaxLength(Width.Sha256);
        builder.Property(i => i.Source).HasMaxLength(Width.Name);
        builder.Property(i => i.TraceParent).HasMaxLength(Width.TraceParent);
        builder.HasOne<Study>().WithMany().HasForeignKey(i => i.StudyInstanceUid).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(i => i.ReceivedAt, "ix_source_image_unmet").HasFilter("met_at IS NULL");
    }
}

internal sealed class ReportVersionMapping : IEntityTypeConfiguration<ReportVersion>
{
    public void Configure(EntityTypeBuilder<ReportVersion> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.ReportKey).HasMaxLength(Width.Identifier);
        builder.Property(r => r.Status).HasConversion<string>().HasMaxLength(Width.Name);
        builder.Property(r => r.MatchState).HasConversion<string>().HasMaxLength(Width.Name);
        builder.Property(r => r.StudyInstanceUid).HasMaxLength(Width.Uid);
        builder.Property(r => r.ClaimedStudyInstanceUid).HasMaxLength(Width.Uid);
        builder.Property(r => r.AccessionNumber).HasMaxLength(Width.Identifier);
        builder.Property(r => r.RequestedProcedureId).HasMaxLength(Width.Identifier);
        builder.Property(r => r.PatientId).HasMaxLength(Width.Identifier);
        builder.Property(r => r.ContentHash).HasMaxLength(Width.Sha256);
        builder.Property(r => r.MessageControlId).HasMaxLength(Width.Identifier);
        builder.Property(r => r.Source).HasMaxLength(Width.Identifier);
        builder.Property(r => r.TraceParent).HasMaxLength(Width.TraceParent);
        builder.Property(r => r.RowVersion).IsConcurrencyToken();
        builder.HasIndex(r => new { r.ReportKey, r.Version }).IsUnique();
        builder.HasIndex(r => r.AccessionNumber);
        builder.HasIndex(r => r.StudyInstanceUid);
        builder.HasIndex(r => r.ClaimedStudyInstanceUid);
        builder.HasIndex(r => r.PatientId);
        builder.HasIndex(r => new { r.MatchState, r.ReceivedAt });
        builder.HasIndex(r => r.ReceivedAt, "ix_report_version_unmet").HasFilter("match_state <> 'Matched' AND superseded_by_id IS NULL");
        builder.HasMany(r => r.Findings).WithOne().HasForeignKey(f => f.ReportVersionId);
        builder.HasMany(r => r.References).WithOne().HasForeignKey(f => f.ReportVersionId);
    }
}

internal sealed class ReportReferenceMapping : IEntityTypeConfiguration<ReportReference>
{
    public void Configure(EntityTypeBuilder<ReportReference> builder)
    {
        builder.HasKey(r => new { r.ReportVersionId, r.Kind, r.Value });
        builder.Property(r => r.Kind).HasConversion<string>().HasMaxLength(Width.Name);
        builder.Property(r => r.Value).HasMaxLength(Width.Identifier);
        builder.HasIndex(r => new { r.Kind, r.Value });
    }
}

internal sealed class PatientMergeMapping : IEntityTypeConfiguration<PatientMerge>
{
    public void Configure(EntityTypeBuilder<PatientMerge> builder)
    {
        builder.ToTable(table => table.HasCheckConstraint("ck_patient_merge_two_numbers", "prior_key <> surviving_key"));
        builder.Property(m => m.Id).ValueGeneratedNever();
        foreach (var text in new[] { nameof(PatientMerge.Prior), nameof(PatientMerge.Surviving), nameof(PatientMerge.PriorKey), nameof(PatientMerge.SurvivingKey),
            nameof(PatientMerge.Authority), nameof(PatientMerge.MessageId), nameof(PatientMerge.TakenBackBy) })
            builder.Property(text).HasMaxLength(Width.Identifier);
        // A number leads into one other at most, whatever the code does.
        builder.HasIndex(m => m.PriorKey, "ux_patient_merge_one_stands").IsUnique().HasFilter("taken_back_at IS NULL");
        builder.HasIndex(m => m.SurvivingKey, "ix_patient_merge_surviving").HasFilter("taken_back_at IS NULL");
    }
}

internal sealed class FindingMapping : IEntityTypeConfiguration<Finding>
{
    public void Configure(EntityTypeBuilder<Finding> builder)
    {
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.FindingId).HasMaxLength(Width.Name);
        builder.Property(f => f.Assertion).HasMaxLength(Width.Name);
        builder.Property(f => f.Side).HasMaxLength(Width.Name);
        builder.Property(f => f.Zones).HasMaxLength(Width.Name);
        builder.Property(f => f.Code).HasMaxLength(Width.Identifier);
    }
}

internal sealed class RefusalMapping : IEntityTypeConfiguration<Refusal>
{
    public void Configure(EntityTypeBuilder<Refusal> builder)
    {
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Source).HasMaxLength(Width.Identifier);
        builder.Property(r => r.PayloadPath).HasMaxLength(Width.Path);
        builder.Property(r => r.ContentHash).HasMaxLength(Width.Sha256);
        builder.Property(r => r.Queue).HasMaxLength(Width.Identifier);
        builder.Property(r => r.Resolution).HasMaxLength(Width.Name);
        builder.HasIndex(r => r.At);
        builder.HasIndex(r => new { r.Queue, r.At }, "ix_refusal_open_dead_letter").HasFilter("queue IS NOT NULL AND resolved_at IS NULL");
    }
}

internal sealed class InboundMessageMapping : IEntityTypeConfiguration<InboundMessage>
{
    public void Configure(EntityTypeBuilder<InboundMessage> builder)
    {
        builder.HasKey(m => new { m.Source, m.MessageId });
        builder.Property(m => m.Source).HasMaxLength(Width.Identifier);
        builder.Property(m => m.MessageId).HasMaxLength(Width.Identifier);
        builder.Property(m => m.ContentHash).HasMaxLength(Width.Sha256);
        builder.Property(m => m.Outcome).HasMaxLength(Width.Name);
        builder.HasIndex(m => m.FirstSeenAt);
    }
}
