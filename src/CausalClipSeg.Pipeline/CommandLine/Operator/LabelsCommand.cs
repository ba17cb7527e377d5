using System.CommandLine;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Retraining;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>Operator verbs over labels: import, list, exclude, excluded.</summary>
internal static class LabelsCommand
{
    public static Command Create() => new("labels", "What readers said: imports labels, counts them, takes them out of the set.") { Import(), List(), Exclude(), Excluded() };

    private static Command Import()
    {
        var manifest = new Argument<string>("manifest") { Description = "JSON Lines: image, mask, text and, where known, patient, verdict, role, reader, site, use, at; paths relative to it." };
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("import", "Imports a folder of images and masks with its manifest.") { manifest, json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(manifest);
            var lines = ImportLine.Read(path);
            await using var host = PipelineHost.Build(PipelineRoles.None, Settings.Parse(parsed.GetValue(settings)));
            await PipelineHost.MigrateAsync(host.Services, cancellation).ConfigureAwait(false);
            var refused = await ImportAsync(host.Services, Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".", lines, cancellation).ConfigureAwait(false);
            await host.Services.GetRequiredService<AuditTrail>().RecordAsync(
                AuditEvents.LabelsImported(OperatorVerb.Operator, Path.GetFullPath(path), lines.Count - refused.Count, refused.Count), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(new { imported = lines.Count - refused.Count, refused });
            refused.ForEach(Output.Say);
            Output.Say($"{lines.Count - refused.Count} labels imported, {refused.Count} lines refused.");
            return refused.Count == 0 ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    internal static async Task<List<string>> ImportAsync(IServiceProvider services, string folder, IReadOnlyList<ImportLine> lines, CancellationToken cancellation)
    {
        var (labels, register, files) = (services.GetRequiredService<ImportedLabels>(), services.GetRequiredService<InstanceRegister>(), services.GetRequiredService<InstanceStore>());
        var refused = new List<string>();
        foreach (var line in lines)
            if (await labels.ImportAsync(folder, line, (file, dataset) => register.AcceptAsync(file, dataset, "import", cancellation), files.SpoolFolder, cancellation)
                .ConfigureAwait(false) is { } reason)
                refused.Add(reason);
        return refused;
    }

    private static Command List()
    {
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("list", "How many labels there are, of which kind, and where readers disagree.") { json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = OperatorVerb.Open(parsed.GetValue(settings));
            var summary = await host.Services.GetRequiredService<PipelineStore>().ReadAsync(async db => new
            {
                Labels = await db.Labels.Where(l => l.SupersededById == null).GroupBy(l => new { l.Verdict, l.Source, l.Role, l.Use, Excluded = l.ExcludedAt != null })
                    .Select(g => new { g.Key.Verdict, g.Key.Source, g.Key.Role, g.Key.Use, g.Key.Excluded, Count = g.Count() }).ToListAsync(cancellation).ConfigureAwait(false),
                Superseded = await db.Labels.CountAsync(l => l.SupersededById != null, cancellation).ConfigureAwait(false),
                WithoutSentence = await db.Labels.CountAsync(l => l.ReferringText == null, cancellation).ConfigureAwait(false),
                Disagreements = await db.LabelDisagreements.CountAsync(cancellation).ConfigureAwait(false),
                MeanDiceBetweenReaders = await db.LabelDisagreements.AverageAsync(d => (double?)d.Dice, cancellation).ConfigureAwait(false),
            }, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(summary);
            else
            {
                summary.Labels.ForEach(l => Console.Out.WriteLine($"{l.Count,6}  {l.Verdict,-9}  {l.Source,-6}  {l.Role}  {l.Use}{(l.Excluded ? "  excluded" : "")}"));
                Console.Out.WriteLine($"{summary.Superseded} superseded, {summary.WithoutSentence} without a sentence; {summary.Disagreements} pairs of readers, mean Dice {summary.MeanDiceBetweenReaders?.ToString("F3", null) ?? "-"}");
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Exclude()
    {
        var uid = new Argument<string?>("uid") { Description = "SOP Instance UID of an image, or Study Instance UID.", Arity = ArgumentArity.ZeroOrOne };
        var patient = new Option<string?>("--patient") { Description = "Everything of this patient instead, by the Patient ID or the manifest's patient." };
        var reason = new Option<string>("--reason") { Description = "Why, for the record.", Required = true };
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("exclude", "Takes the labels of an image, study or patient out of every later data set, those that come later too.") { uid, patient, reason, json, settings };
        // Of the bare words, what is no UID is a setting.
        command.Validators.Add(given =>
        {
            if (Words(given.GetValue(uid), given.GetValue(settings)).Exists(InstanceStore.IsUid) != string.IsNullOrWhiteSpace(given.GetValue(patient)))
                given.AddError("Name either an image or study by its UID, or a patient by --patient.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var (words, of) = (Words(parsed.GetValue(uid), parsed.GetValue(settings)), parsed.GetValue(patient));
            var named = words.Find(InstanceStore.IsUid);
            await using var host = OperatorVerb.Open([.. words.Where(word => word != named)]);
            var shelf = host.Services.GetRequiredService<LabelShelf>();
            var why = parsed.GetRequiredValue(reason);
            var left = named is not null
                ? await shelf.ExcludeAsync(named, why, OperatorVerb.Operator, cancellation).ConfigureAwait(false) ?? throw new RefusedException($"No image here has the SOP or Study Instance UID {named}.")
                : await shelf.ExcludePatientAsync(of ?? "", why, OperatorVerb.Operator, cancellation).ConfigureAwait(false) ?? throw new RefusedException($"No study here is of the patient {of}.");
            if (parsed.GetValue(json))
                Output.WriteJson(new { left });
            Output.Say($"{left} labels left the set; none that come later will be in it. `labels excluded` names the models that have learnt from them.");
            return ExitCode.Done;
        });
        return command;
    }

    private static List<string> Words(string? first, string[]? others) => [.. ((string?[])[first, .. others ?? []]).OfType<string>()];

    private static Command Excluded()
    {
        var json = CommonOptions.Json();
        var settings = CommonOptions.Settings();
        var command = new Command("excluded", "Which models have learnt from labels that are excluded now, by themselves or through a parent.") { json, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var host = OperatorVerb.Open(parsed.GetValue(settings));
            var models = await host.Services.GetRequiredService<LearntModels>().OfExcludedAsync(cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
                Output.WriteJson(models);
            else
                foreach (var model in models)
                    Console.Out.WriteLine($"{model.Id}  {model.State,-9}  {model.Name} {model.Version}  {(model.Labels is { } labels ? $"{labels} excluded labels" : "what it was trained on is not on the disk any more")}{(model.Through == model.Version ? "" : $", through {model.Through}")}");
            if (models.Count == 0)
                Output.Say("No model has learnt from a label that is excluded.");
            return ExitCode.Done;
        });
        return command;
    }
}
