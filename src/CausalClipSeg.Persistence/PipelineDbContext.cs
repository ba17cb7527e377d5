using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Persistence;

/// <summary>The records of the pipeline in one unit of work; each provider derives its own, because each has its own migrations.</summary>
public abstract class PipelineDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Study> Studies => Set<Study>();
    public DbSet<SourceImage> SourceImages => Set<SourceImage>();
    public DbSet<ReportVersion> ReportVersions => Set<ReportVersion>();
    public DbSet<ReportReference> ReportReferences => Set<ReportReference>();
    public DbSet<PatientMerge> PatientMerges => Set<PatientMerge>();
    public DbSet<Finding> Findings => Set<Finding>();
    public DbSet<SegmentationCase> Cases => Set<SegmentationCase>();
    public DbSet<CaseSegment> Segments => Set<CaseSegment>();
    public DbSet<CaseEvent> CaseEvents => Set<CaseEvent>();
    public DbSet<DeliveryAttempt> DeliveryAttempts => Set<DeliveryAttempt>();
    public DbSet<StorageCommitment> StorageCommitments => Set<StorageCommitment>();
    public DbSet<Refusal> Refusals => Set<Refusal>();
    public DbSet<InboundMessage> InboundMessages => Set<InboundMessage>();
    public DbSet<ModelRecord> Models => Set<ModelRecord>();
    public DbSet<LabelRecord> Labels => Set<LabelRecord>();
    public DbSet<Reign> Reigns => Set<Reign>();
    public DbSet<ReviewClaim> ReviewClaims => Set<ReviewClaim>();
    public DbSet<LabelExclusion> LabelExclusions => Set<LabelExclusion>();
    public DbSet<LabelDisagreement> LabelDisagreements => Set<LabelDisagreement>();
    public DbSet<DatasetSnapshot> DatasetSnapshots => Set<DatasetSnapshot>();
    public DbSet<FrozenImage> FrozenImages => Set<FrozenImage>();
    public DbSet<ModelEvaluation> ModelEvaluations => Set<ModelEvaluation>();
    public DbSet<ShadowResult> ShadowResults => Set<ShadowResult>();
    public DbSet<CaseMeasure> CaseMeasures => Set<CaseMeasure>();
    public DbSet<DriftReading> DriftReadings => Set<DriftReading>();
    public DbSet<TrainingRun> TrainingRuns => Set<TrainingRun>();
    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();
    public DbSet<InboxMessage> InboxMessages => Set<InboxMessage>();
    public DbSet<AuditRecord> AuditRecords => Set<AuditRecord>();
    public DbSet<AuditCursor> AuditCursors => Set<AuditCursor>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        SaveRules.Apply(ChangeTracker);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        SaveRules.Apply(ChangeTracker);
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PipelineDbContext).Assembly);
        SnakeCase.Apply(modelBuilder.Model);
    }
}

/// <summary>The context on SQLite: the embedded mode.</summary>
public sealed class SqlitePipelineDbContext(DbContextOptions<SqlitePipelineDbContext> options) : PipelineDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        // Parameters of raw SQL too.
        configurationBuilder.DefaultTypeMapping<DateTimeOffset>().HasConversion<UtcTicks>();
    }
}

/// <summary>The context on PostgreSQL: several workers on one database.</summary>
public sealed class PostgresPipelineDbContext(DbContextOptions<PostgresPipelineDbContext> options) : PipelineDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcOffset>();
        // Parameters of raw SQL too.
        configurationBuilder.DefaultTypeMapping<DateTimeOffset>().HasConversion<UtcOffset>();
    }
}
