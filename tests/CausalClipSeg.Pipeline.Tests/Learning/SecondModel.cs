using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Tests.Learning;

/// <summary>The shipped weights under another version: a candidate without a training.</summary>
internal static class SecondModel
{
    public static async Task<ModelRecord> Add(PipelineUnderTest pipeline, ModelRecord first, string version = "second", string? weights = null, bool judged = false)
    {
        var folder = Path.Combine(pipeline.Root, "bundles", version);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(first.Path))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var bundle = ModelBundle.Create(folder, ModelBundle.Load(folder).Manifest with { Version = version });
        var model = new ModelRecord
        {
            Name = first.Name, Version = version, WeightsSha256 = weights ?? bundle.WeightsSha256, Path = $"bundles/{version}", ParentId = first.Id, CreatedAt = first.CreatedAt.AddMinutes(1),
        };
        await pipeline.Store.InTransactionAsync(db =>
        {
            db.Models.Add(model);
            if (judged)
                db.ModelEvaluations.Add(Passed(model, first));
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
        return model;
    }

    /// <summary>The gate has said yes to it.</summary>
    public static ModelEvaluation Passed(ModelRecord candidate, ModelRecord champion)
    {
        var evaluation = new ModelEvaluation { CandidateId = candidate.Id, ChampionId = champion.Id, RequestedAt = candidate.CreatedAt };
        evaluation.Finish("evaluations/none", JsonSerializer.Serialize(GateTests.Better, JsonSerializerOptions.Web), candidate.CreatedAt);
        evaluation.Judge(true, "");
        return evaluation;
    }
}
