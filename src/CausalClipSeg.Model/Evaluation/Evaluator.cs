using System.Diagnostics;

namespace CausalClipSeg.Model;

/// <summary>How one picture's answer compares with its mask; counts are pixels of the mask's size.</summary>
public sealed record CaseResult(Sample Sample, string AskedText, Overlap Overlap, long Pixels);

/// <summary>Judges answers against masks, through the very segmenter that the service uses.</summary>
public static class Evaluator
{
    private const int ShuffleSeed = 5;
    private const int Batch = 8;
    private const float Threshold = 0.5f;

    public static EvaluationResult Evaluate(
        Segmenter segmenter, IReadOnlyList<Sample> samples, EvaluationAblation ablation = EvaluationAblation.None,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var (cases, answering) = Judge(segmenter, samples, ablation, progress, cancellation);
        return Summarise(cases, answering);
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
            var answers = Answers(segmenter, inputs, ablation);
            answering += Stopwatch.GetElapsedTime(begun);
            cases.AddRange(chunk.Zip(answers, (item, answer) => new CaseResult(item.First, item.Second,
                Overlap.Of(answer.Threshold(Threshold), PngImage.ReadMask(item.First.MaskPath), item.First.MaskPath), (long)answer.Rows * answer.Columns)));
            progress?.Report(cases.Count);
        }
        return (cases, answering);
    }

    /// <summary>Means over the cases, and the figures of all their pixels pooled.</summary>
    public static EvaluationResult Summarise(IReadOnlyList<CaseResult> cases, TimeSpan answering)
    {
        var pooled = cases.Aggregate(default(Overlap), (sum, item) => sum + item.Overlap);
        return new EvaluationResult(cases.Count, cases.Average(item => item.Overlap.Dice), cases.Average(item => item.Overlap.Iou),
            pooled.Dice, pooled.Iou, answering.TotalSeconds / cases.Count);
    }

    /// <summary>The very answer that a judged case got, once more, for a picture of it.</summary>
    public static BinaryMask Again(Segmenter segmenter, CaseResult judged, EvaluationAblation ablation) =>
        Answers(segmenter, [new SegmentationInput(Picture(judged.Sample, ablation), judged.AskedText)], ablation)[0].Threshold(Threshold);

    private static IReadOnlyList<ProbabilityMap> Answers(Segmenter segmenter, IReadOnlyList<SegmentationInput> inputs, EvaluationAblation ablation) =>
        ablation == EvaluationAblation.NoCausalBranch ? segmenter.SegmentWithoutMaskers(inputs) : segmenter.Segment(inputs);

    private static GrayImage Picture(Sample sample, EvaluationAblation ablation)
    {
        var picture = PngImage.ReadGray(sample.ImagePath);
        return ablation == EvaluationAblation.BlankImage
            ? new GrayImage(picture.Rows, picture.Columns, Array.ConvertAll(picture.Pixels, _ => 0.5f))
            : picture;
    }
}
