using System.CommandLine;
using System.CommandLine.Parsing;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Evaluation;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>evaluate --data F.jsonl [--bundle DIR] [--ablation KIND] [--ablations] [--cases F.csv] [--worst F.png]</c>.</summary>
internal static class EvaluateCommand
{
    private static readonly EvaluationAblation[] Ablations = [EvaluationAblation.NoCausalBranch, EvaluationAblation.ShuffledText, EvaluationAblation.BlankImage];

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "List of samples (JSON Lines: image, mask, text), or a folder with img, labelcol and a table (xlsx, CSV) of Image and Description.", Required = true };
        var bundle = CommonOptions.Bundle();
        var ablation = new Option<EvaluationAblation>("--ablation") { Description = "Judge with one part taken away: NoCausalBranch, ShuffledText or BlankImage." };
        var ablations = new Option<bool>("--ablations") { Description = "Judge with each part taken away as well." };
        var casesFile = new Option<string?>("--cases") { Description = "Write every case to this CSV file." };
        var worst = new Option<string?>("--worst") { Description = $"Draw the {WorstPicture.Most} worst cases to this PNG file." };
        var limit = new Option<int?>("--limit") { Description = "Only the first so many samples." };
        ablation.Validators.Add(result => Refuse(result, !Enum.IsDefined(result.GetValueOrDefault<EvaluationAblation>()), $"one of {string.Join(", ", Enum.GetNames<EvaluationAblation>())}"));
        limit.Validators.Add(result => Refuse(result, result.GetValueOrDefault<int?>() < 1, "a number from 1"));
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "Judges a bundle on samples with known masks.") { data, bundle, ablation, ablations, casesFile, worst, limit, json };
        command.SetAction((parsed, cancellation) =>
        {
            foreach (var file in (string?[])[parsed.GetValue(casesFile), parsed.GetValue(worst)])
                if (file is not null)
                    OutputFile.Require(file);
            var samples = SampleList.Read(parsed.GetRequiredValue(data));
            if (parsed.GetValue(limit) is { } most)
                samples = [.. samples.Take(most)];
            var (model, without) = (ModelBundle.Load(CommonOptions.BundleFolder(parsed.GetValue(bundle))), parsed.GetValue(ablation));
            using var segmenter = Segmenter.Load(model);
            var (cases, answering) = Judged("evaluating", without);
            var grammar = model.Manifest.CaptionGrammar;
            var (result, breakdown) = (Evaluator.Summarise(cases, answering), EvaluationBreakdown.Of(cases, grammar));
            if (parsed.GetValue(casesFile) is { } csv)
                CaseList.Write(csv, cases, grammar);
            if (parsed.GetValue(worst) is { } png)
                File.WriteAllBytes(png, WorstPicture.Render(segmenter, cases, without));
            var taken = parsed.GetValue(ablations)
                ? Ablations.ToDictionary(kind => kind, kind => Judged($"evaluating, {kind}", kind) is var (some, time) ? Evaluator.Summarise(some, time) : result)
                : null;
            EvaluationTable.Say(result, breakdown, taken);
            if (parsed.GetValue(json))
                Output.WriteJson(new { result.Cases, result.Dice, result.Iou, result.GlobalDice, result.GlobalIou, result.SecondsPerImage, breakdown, ablations = taken });
            return Task.FromResult(ExitCode.Done);

            (IReadOnlyList<CaseResult> Cases, TimeSpan Answering) Judged(string what, EvaluationAblation kind) =>
                CountingBar.Show(what, samples.Count, progress => Evaluator.Judge(segmenter, samples, kind, progress, cancellation));
        });
        return command;

        static void Refuse(OptionResult result, bool wrong, string wanted)
        {
            if (wrong)
                result.AddError($"{result.Option.Name} is {wanted}, not {string.Join(' ', result.Tokens)}.");
        }
    }
}
