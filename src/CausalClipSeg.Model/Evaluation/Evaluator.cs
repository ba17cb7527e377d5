using System.Diagnostics;

namespace CausalClipSeg.Model;

/// <summary>Judges answers against masks, through the very segmenter that the service uses.</summary>
public static class Evaluator
{
    private const int ShuffleSeed = 5;
    private const int Batch = 8;

    public static EvaluationResult Evaluate(
        Segmenter segmenter, IReadOnlyList<Sample> samples, EvaluationAblation ablation = EvaluationAblation.None,
        IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var texts = samples.Select(sample => sample.Text).ToArray();
        if (ablation == EvaluationAblation.ShuffledText)
            new Random(ShuffleSeed).Shuffle(texts);
        var counts = new List<Overlap>(samples.Count);
        var answering = TimeSpan.Zero;
        foreach (var chunk in samples.Zip(texts).Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            var inputs = chunk.Select(item => new SegmentationInput(Picture(item.First, ablation), item.Second)).ToArray();
            var begun = Stopwatch.GetTimestamp();
            var answers = segmenter.Segment(inputs);
            answering += Stopwatch.GetElapsedTime(begun);
            counts.AddRange(chunk.Zip(answers, (item, answer) => Overlap.Of(answer.Threshold(0.5f), PngImage.ReadMask(item.First.MaskPath), item.First.MaskPath)));
            progress?.Report(counts.Count);
        }
        var pooled = counts.Aggregate((a, b) => a + b);
        return new EvaluationResult(counts.Count, counts.Average(count => count.Dice), counts.Average(count => count.Iou),
            pooled.Dice, pooled.Iou, answering.TotalSeconds / counts.Count);
    }

    private static GrayImage Picture(Sample sample, EvaluationAblation ablation)
    {
        var picture = PngImage.ReadGray(sample.ImagePath);
        return ablation == EvaluationAblation.BlankImage
            ? new GrayImage(picture.Rows, picture.Columns, Array.ConvertAll(picture.Pixels, _ => 0.5f))
            : picture;
    }
}
