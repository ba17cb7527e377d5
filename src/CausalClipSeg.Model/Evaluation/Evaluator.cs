using System.Diagnostics;

namespace CausalClipSeg.Model;

/// <summary>How one picture's answer compares with its mask.</summary>
public sealed record CaseResult(Sample Sample, string AskedText, Overlap Overlap);

/// <summary>Judges answers against masks, through the very segmenter that the service uses.</summary>
public static class Evaluator
{
    private const int ShuffleSeed = 5;
    private const int Batch = 8;

    public static EvaluationResult Evaluate(
        Segmenter segmenter, IReadOnlyList<Sample> samples, EvaluationAblation ablation = EvaluationAblation.None,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var (cases, answering) = Judge(segmenter, samples, ablation, progress, cancellation);
        var pooled = cases.Aggregate(default(Overlap), (sum, item) => sum + item.Overlap);
        return new EvaluationResult(cases.Count, cases.Average(item => item.Overlap.Dice), cases.Average(item => item.Overlap.Iou),
            pooled.Dice, pooled.Iou, answering.TotalSeconds / cases.Count);
    }

    /// <summary>Every case by itself and the time that the answers took, for tables and breakdowns.</summary>
    public static (IReadOnlyList<CaseResult> Cases, TimeSpan Answering) Judge(
        Segmenter segmenter, IReadOnlyList<Sample> samples, EvaluationAblation ablation = EvaluationAblation.None,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var texts = samples.Select(sample => sample.Text).ToArray();
        if (ablation == EvaluationAblation.ShuffledText)
            new Random(ShuffleSeed).Shuffle(texts);
        var cases = new List<CaseResult>(samples.Count);
        var answering = TimeSpan.Zero;
        foreach (var chunk in samples.Zip(texts).Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            var inputs = chunk.Select(item => new SegmentationInput(Picture(item.First, ablation), item.Second)).ToArray();
            var begun = Stopwatch.GetTimestamp();
            var answers = segmenter.Segment(inputs);
            answering += Stopwatch.GetElapsedTime(begun);
            cases.AddRange(chunk.Zip(answers, (item, answer) => new CaseResult(item.First, item.Second,
                Overlap.Of(answer.Threshold(0.5f), PngImage.ReadMask(item.First.MaskPath), item.First.MaskPath))));
            progress?.Report(cases.Count);
        }
        return (cases, answering);
    }

    private static GrayImage Picture(Sample sample, EvaluationAblation ablation)
    {
        var picture = PngImage.ReadGray(sample.ImagePath);
        return ablation == EvaluationAblation.BlankImage
            ? new GrayImage(picture.Rows, picture.Columns, Array.ConvertAll(picture.Pixels, _ => 0.5f))
            : picture;
    }
}
