using System.CommandLine;
using CausalClipSeg.Model;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary><c>evaluate --data F.jsonl [--bundle DIR] [--ablation shuffledText|blankImage]</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "List of samples (JSON Lines: image, mask, text).", Required = true };
        var bundle = CommonOptions.Bundle();
        var ablation = new Option<EvaluationAblation>("--ablation") { Description = "Take one input away: ShuffledText or BlankImage." };
        var limit = new Option<int>("--limit") { Description = "Only the first so many samples." };
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "Judges a bundle on samples with known masks.") { data, bundle, ablation, limit, json };
        command.SetAction((parsed, cancellation) =>
        {
            var samples = SampleList.Read(parsed.GetRequiredValue(data));
            if (parsed.GetValue(limit) is > 0 and var most && most < samples.Count)
                samples = [.. samples.Take(most)];
            using var segmenter = Segmenter.Load(ModelBundle.Load(CommonOptions.BundleFolder(parsed.GetValue(bundle))));
            var result = CountingBar.Show("evaluating", samples.Count, progress =>
                Evaluator.Evaluate(segmenter, samples, parsed.GetValue(ablation), progress, cancellation));
            if (parsed.GetValue(json))
                Output.WriteJson(result);
            else
                Output.Say($"{result.Cases} cases: Dice {result.Dice:F4}, IoU {result.Iou:F4}; pooled Dice {result.GlobalDice:F4}, IoU {result.GlobalIou:F4}; {result.SecondsPerImage * 1000:F0} ms an image");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
