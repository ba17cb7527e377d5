using System.CommandLine;
using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Drift;
using CausalClipSeg.Pipeline.Evaluation;
using CausalClipSeg.Pipeline.Promotion;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Operator verbs over models: list, show, runs, retrain, evaluate, promote, reject, shadow, rollback, drift.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "The champion, its candidates, and how they came about.")
    {
        List(), Show(), Runs(), RetrainCommand.Create(),
        Verb("evaluate", "Queues an evaluation of a candidate against the champion; a running trainer makes it.",
            (services, id, _, cancellation) => services.GetRequiredService<Evaluations>().RequestAsync(id, OperatorVerb.Operator, cancellation)),
        Promote(),
        Verb("shadow", "Lets a candidate answer live cases beside the champion; nothing of it leaves.",
            (services, id, _, cancellation) => services.GetRequiredService<PromotionDesk>().BeginShadowAsync(id, OperatorVerb.Operator, cancellation)),
        Verb("reject", "Refuses a candidate.",
            (services, id, reason, cancellation) => services.GetRequiredService<PromotionDesk>().RejectAsync(id, reason ?? "The operator refused it.", OperatorVerb.Operator, cancellation)),
        Rollback(), ShowDrift(),
    };

    private static Command List() => Query("list", "Champion, candidates and retired models.", async (services, cancellation) =>
    {
        var models = await services.GetRequiredService<PipelineStore>().ReadAsync(db => db.Models.OrderByDescending(m => m.CreatedAt)
            .Select(m => new { m.Id, m.Name, m.Version, m.State, m.WeightsSha256, m.Path, m.ParentId, m.CreatedAt, m.PromotedAt, m.Reason, m.PurgedAt, m.MetricsJson })
            .ToListAsync(cancellation), cancellation).ConfigureAwait(false);
        return (models, models.Select(m => $"{m.Id}  {m.State,-9}  {m.Name} {m.Version}  {m.WeightsSha256[..12]}  {m.CreatedAt:u}  {m.Reason?.Split('\n')[0]}"));
    });

    private static Command Runs() => Query("runs", "Training runs and how far they have come.", async (services, cancellation) =>
    {
        var runs = await services.GetRequiredService<PipelineStore>().ReadAsync(db => db.TrainingRuns.OrderByDescending(r => r.RequestedAt).ToListAsync(cancellation), cancellation).ConfigureAwait(false);
        return (runs, runs.Select(r => FormattableString.Invariant(
            $"{r.Id}  {r.State,-9}  {r.Trigger}  {r.LabelCount} labels  epoch {r.Epoch:0.0}  step {r.Step}/{r.TotalSteps}  loss {r.Loss:0.000}  ends {r.EstimatedEnd:u}  attempts {r.Attempts}  {r.Reason}")));
    });

    private static Command Show()
    {
        var id = new Argument<Guid>("id") { Description = "The model's id, as `models list` prints it." };
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("show", "One model: where it came from, how it was judged, how it did in shadow.") { id, json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = OperatorVerb.Open(parsed.GetValue(settings));
            var wanted = parsed.GetValue(id);
            var files = host.Services.GetRequiredService<InstanceStore>();
            var shown = await host.Services.GetRequiredService<PipelineStore>().ReadAsync(async db => new
            {
                Model = await db.Models.SingleOrDefaultAsync(m => m.Id == wanted, cancellation).ConfigureAwait(false) ?? throw new RefusedException($"There is no model {wanted}; `models list` shows those there are."),
                Run = await db.TrainingRuns.SingleOrDefaultAsync(r => r.CandidateModelId == wanted, cancellation).ConfigureAwait(false),
                Evaluations = (await db.ModelEvaluations.Where(e => e.CandidateId == wanted).OrderBy(e => e.RequestedAt).ToListAsync(cancellation).ConfigureAwait(false)).Select(e => new
                {
                    e.Id, e.State, e.Passed, Refusals = e.Refusals?.Split('\n', StringSplitOptions.RemoveEmptyEntries), e.Reason,
                    Report = e.ReportFolder is null ? null : files.Full(Path.Combine(e.ReportFolder, "evaluation.html")),
                    Figures = e.SummaryJson is null ? null : JsonSerializer.Deserialize<Comparison>(e.SummaryJson, JsonSerializerOptions.Web),
                }).ToList(),
                ShadowCases = await db.ShadowResults.Where(r => r.ModelId == wanted).Select(r => r.CaseId).Distinct().CountAsync(cancellation).ConfigureAwait(false),
                ShadowAgreement = await db.ShadowResults.Where(r => r.ModelId == wanted).AverageAsync(r => (double?)r.Agreement, cancellation).ConfigureAwait(false),
                Disagreements = await db.ShadowResults.Where(r => r.ModelId == wanted).OrderBy(r => r.Agreement).Take(10).ToListAsync(cancellation).ConfigureAwait(false),
            }, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(shown);
            else
            {
                Console.Out.WriteLine($"{shown.Model.Name} {shown.Model.Version}  {shown.Model.State}  {shown.Model.WeightsSha256}\n{shown.Model.Reason}");
                foreach (var e in shown.Evaluations.Where(e => e.State == EvaluationState.Failed))
                    Console.Out.WriteLine($"evaluation {e.Id} failed: {e.Reason}");
                foreach (var e in shown.Evaluations.Where(e => e.Figures is not null))
                    Console.Out.WriteLine(FormattableString.Invariant($"{e.Figures?.Cases} frozen cases of {e.Figures?.Patients} patients, look {e.Figures?.Looks}: Dice {e.Figures?.Champion.Dice:0.0000} -> {e.Figures?.Candidate.Dice:0.0000}, gain {e.Figures?.DiceGain.Low:0.0000} to {e.Figures?.DiceGain.High:0.0000}; {e.Report}"));
                if (shown.ShadowCases > 0)
                    Console.Out.WriteLine(FormattableString.Invariant($"shadow: {shown.ShadowCases} cases, mean agreement {shown.ShadowAgreement:0.000}"));
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Promote()
    {
        var overrule = new Option<bool>("--override") { Description = "Overrules the gate: also a model that was refused or never judged. Asks for --reason, and the record says so." };
        return Verb("promote", "Puts a model in charge: one in shadow that has passed the gate, or a retired one; any other only with --override.",
            (services, id, reason, overruled, cancellation) => services.GetRequiredService<PromotionDesk>().PromoteAsync(
                id, "The operator promoted it", reason, overruled, OperatorVerb.Operator, cancellation), overrule);
    }

    private static Command Rollback()
    {
        var reason = new Option<string>("--reason") { Description = "Why, for the record.", DefaultValueFactory = _ => "the operator's word" };
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("rollback", "Puts the champion before this one in charge again; running workers change over within seconds.") { reason, json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = OperatorVerb.Open(parsed.GetValue(settings));
            if (await host.Services.GetRequiredService<PromotionDesk>().RollbackAsync(parsed.GetRequiredValue(reason), OperatorVerb.Operator, cancellation).ConfigureAwait(false) is { } refusal)
                throw new RefusedException(refusal);
            var champion = await host.Services.GetRequiredService<PipelineStore>().ReadAsync(db => Champion.FindAsync(db, cancellation), cancellation).ConfigureAwait(false);
            return Output.Done(parsed.GetValue(json), $"{champion?.Name} {champion?.Version} is in charge.");
        });
        return command;
    }

    private static Command ShowDrift() => Query("drift", "Measures drift now: the recent cases against the champion's first ones.", async (services, cancellation) =>
    {
        var look = await services.GetRequiredService<DriftMonitor>().LookAsync(cancellation).ConfigureAwait(false);
        return (look.Readings, look.Readings.Select(r => FormattableString.Invariant($"{r.Measure,-12}  PSI {r.Psi:0.000}  {r.ReferenceCases} against {r.RecentCases} cases{(r.Alarm ? "  DRIFT" : "")}"))
            .DefaultIfEmpty("There are too few cases under this champion yet (Drift:ReferenceCases, Drift:RecentCases).")
            .Append(look.Reviews is { } reviews
                ? FormattableString.Invariant($"Readers corrected {reviews.RecentCorrected} of the {reviews.RecentCases} cases of the latest block ({reviews.RecentShare:P1}), {reviews.ReferenceCorrected} of the first {reviews.ReferenceCases} ({reviews.ReferenceShare:P1}; chance {reviews.ShareChance:G2}); Dice {reviews.RecentDice:0.000}, {reviews.ReferenceDice:0.000} before (chance {reviews.DiceChance:G2}).")
                : "Readers have reviewed too few of its cases yet (Drift:ReferenceReviews, Drift:RecentReviews)."));
    });

    private static Command Query<T>(string name, string description, Func<IServiceProvider, CancellationToken, Task<(T Document, IEnumerable<string> Lines)>> query)
    {
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command(name, description) { json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = OperatorVerb.Open(parsed.GetValue(settings));
            var (document, lines) = await query(host.Services, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(document);
            else
                foreach (var line in lines)
                    Console.Out.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verb(string name, string description, Func<IServiceProvider, Guid, string?, CancellationToken, Task<string?>> act) =>
        Verb(name, description, (services, id, reason, _, cancellation) => act(services, id, reason, cancellation), overrule: null);

    private static Command Verb(
        string name, string description, Func<IServiceProvider, Guid, string?, bool, CancellationToken, Task<string?>> act, Option<bool>? overrule)
    {
        var id = new Argument<Guid>("id") { Description = "The model's id, as `models list` prints it." };
        var reason = new Option<string?>("--reason") { Description = "Why, for the record." };
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command(name, description) { id, reason, json, settings };
        if (overrule is not null)
            command.Options.Add(overrule);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = OperatorVerb.Open(parsed.GetValue(settings));
            if (await act(host.Services, parsed.GetValue(id), parsed.GetValue(reason), overrule is not null && parsed.GetValue(overrule), cancellation).ConfigureAwait(false) is { } refusal)
                throw new RefusedException(refusal);
            return Output.Done(parsed.GetValue(json), "Done.");
        });
        return command;
    }
}
