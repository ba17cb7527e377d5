using CausalClipSeg.Model;

namespace CausalClipSeg.Benchmarks;

internal sealed record SharingFigures(int Sentences, double Ratio, double AloneMs, double TogetherMs);

/// <summary>What a case of several sentences about its one picture costs, against the same questions asked one after another.</summary>
internal static class SharedPicture
{
    private static readonly string[] Sentences = ["unilateral pulmonary infection, lower left lung.", "unilateral pulmonary infection, middle lower right lung."];

    public static SharingFigures Measure(ModelBundle bundle, int rounds)
    {
        using var segmenter = Segmenter.Load(bundle, new ComputeOptions { Device = "cpu" });
        var questions = Array.ConvertAll(Sentences, sentence => MicroBatching.Question(1) with { Text = sentence });
        SegmentationInput[] ofOnePicture = Array.ConvertAll(questions, question => question with { Image = questions[0].Image });
        var (alone, together) = Pairs.Time(rounds, _ => Array.ForEach(questions, question => segmenter.Segment([question])), _ => segmenter.Segment(ofOnePicture));
        var (aloneMs, togetherMs) = (Pairs.Percentile(alone, 0.5), Pairs.Percentile(together, 0.5));
        return new SharingFigures(Sentences.Length, aloneMs / togetherMs, aloneMs, togetherMs);
    }
}
