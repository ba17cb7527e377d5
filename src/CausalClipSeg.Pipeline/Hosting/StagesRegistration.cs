using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Inference;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Matching;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Telemetry;
using Microsoft.Data.Sqlite;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Every stage by name, in the order in which data walks through them.</summary>
internal static class StagesRegistration
{
    public static void AddRecords(this IServiceCollection services, IConfiguration configuration, SiteCertificates certificates)
    {
        var postgres = configuration.GetSection(DatabaseOptions.Section)[nameof(DatabaseOptions.Postgres)];
        var storage = new StorageOptions();
        configuration.GetSection(StorageOptions.Section).Bind(storage);
        services.AddPersistence(string.IsNullOrWhiteSpace(postgres)
            ? new PersistenceOptions { Provider = DatabaseProvider.Sqlite, ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(Path.GetFullPath(storage.Root), "causalclipseg.db") }.ConnectionString }
            : PostgresAccess.Of(postgres, certificates));
    }

    public static void AddStages(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddAuditTrail();
        services.AddSingleton<StageTelemetry>().AddSingleton<InferenceMeter>().AddSingleton<DeliveryMeter>().AddSingleton<NvidiaDriver>();
        services.AddSingleton<Archive>().AddSingleton<GroupCommit>().AddSingleton<CommitmentDoor>().AddSingleton<PacsRetrieval>().AddSingleton<Commitments>();
        services.AddSingleton<InstanceStore>().AddSingleton<IntakeGate>().AddSingleton<RefusalLog>().AddSingleton<DeadLetters>().AddSingleton<ExactlyOnce>().AddSingleton<ChampionModel>();
        services.AddSingleton<SiteLexicon>();
        services.AddSingleton<InstanceShelf>().AddSingleton<ReceivedObjects>().AddSingleton<InstanceRegister>().AddSingleton<InstanceDoor>().AddSingleton<ImageFetcher>().AddSingleton<MonaiPayloads>();
        services.AddSingleton<ReportUse>().AddSingleton<ReportRegister>().AddSingleton<ReportReception>().AddSingleton<ReportEventDoor>().AddSingleton<StructuredReportDoor>().AddSingleton<FhirDoor>().AddSingleton<PatientMerging>().AddSingleton<ReportDoor>();
        services.AddSingleton<MatchingLadder>().AddSingleton<Matcher>().AddSingleton<WaitingReports>().AddSingleton<MergedPatients>().AddSingleton<CaseComposer>().AddSingleton<StudyCompleteness>().AddSingleton<CaseRevisions>().AddSingleton<CaseMeeting>().AddSingleton<CaseOpener>();
        services.AddSingleton<CaseSegmenter>().AddSingleton<SegmentationEngine>().AddSingleton<ISegmenter>(provider => provider.GetRequiredService<SegmentationEngine>());
        services.AddSingleton<CompanionWriter>().AddSingleton<SegmentationWriter>().AddSingleton<DestinationBreakers>().AddSingleton<Destination>().AddSingleton<DeliveryRecord>().AddSingleton<CaseDelivery>()
            .AddSingleton<RejectionNotes>().AddSingleton<CaseRejection>().AddSingleton<ReviewDelivery>().AddSingleton<ReviewRejection>();
        services.AddSingleton<CaseQueries>().AddSingleton<CaseDesk>().AddSingleton<DeadLetterDesk>().AddSingleton<MergeDesk>();
        services.AddSingleton<DicomPacs>().AddSingleton<StowPacs>().AddSingleton<LocalResultStore>().AddSingleton<IPacs, ConfiguredPacs>();
        services.AddLearning();
    }

    /// <summary>What the consumers need to finish: registered before the bus, so that it is stopped after it.</summary>
    public static void AddEngines(this IServiceCollection services, PipelineRoles roles)
    {
        if (roles.HasFlag(PipelineRoles.Worker))
            services.AddHostedService(provider => provider.GetRequiredService<SegmentationEngine>()).AddHostedService(provider => provider.GetRequiredService<ShadowRunner>());
    }

    /// <summary>What a role keeps running besides its consumers; stopped first, so that a stopping process takes nothing more.</summary>
    public static void AddDoors(this IServiceCollection services, PipelineRoles roles)
    {
        if ((roles & (PipelineRoles.Intake | PipelineRoles.Worker)) != PipelineRoles.None)
            services.AddSingleton<StoreLock>();
        services.AddHostedService<Upkeep>().AddHostedService<BacklogMeter>().AddHostedService<MachineMeter>();
        if (roles.HasFlag(PipelineRoles.Trainer))
            services.AddTrainer();
        if (roles.HasFlag(PipelineRoles.Intake))
            services.AddHostedService<DicomService>().AddHostedService<MllpService>().AddHostedService(provider => provider.GetRequiredService<WaitingReports>());
    }
}
