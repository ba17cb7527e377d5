using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Drift;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Inference;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Promotion;
using CausalClipSeg.Pipeline.Retraining;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>The learning line by name, in the order in which data walks through it.</summary>
internal static class LearningRegistration
{
    public static IServiceCollection AddLearning(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<IPostConfigureOptions<LabelOptions>, EmbeddedReaderKey>();
        services.AddSingleton<IPostConfigureOptions<DatasetOptions>, SiteSplitKey>();
        services.AddSingleton<ModelStore>().AddSingleton<ModelBell>().AddSingleton<DeviceTurns>().AddSingleton<LearningMetrics>();
        services.AddSingleton<LabelShelf>().AddSingleton<SegmentationLabels>().AddSingleton<ReviewLabels>().AddSingleton<SubmittedLabels>().AddSingleton<ImportedLabels>();
        services.AddSingleton<LabelSelection>().AddSingleton<PicturePool>().AddSingleton<SnapshotMaker>().AddSingleton<SnapshotFolders>();
        services.AddSingleton<TrainingRuns>().AddSingleton<TrainingPlans>().AddSingleton<RunTrainer>().AddSingleton<TrainingWorker>().AddSingleton<RetrainingTriggers>().AddSingleton<LearntModels>();
        services.AddSingleton<Evaluations>().AddSingleton<CandidateEvaluator>().AddSingleton<EvaluationWorker>();
        services.AddSingleton<Succession>().AddSingleton<GateVerdicts>().AddSingleton<PromotionDesk>().AddSingleton<ShadowRunner>().AddSingleton<DriftMonitor>().AddSingleton<LearningRetention>();
        return services;
    }

    /// <summary>What the trainer role keeps running.</summary>
    public static void AddTrainer(this IServiceCollection services)
    {
        services.AddHostedService(provider => provider.GetRequiredService<TrainingWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<EvaluationWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<RetrainingTriggers>());
        services.AddHostedService(provider => provider.GetRequiredService<DriftMonitor>());
        services.AddHostedService(provider => provider.GetRequiredService<LearningRetention>());
    }
}
