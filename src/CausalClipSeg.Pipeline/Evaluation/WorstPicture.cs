using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Pictures;

namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>The cases with the lowest Dice on one sheet, worst first: the radiograph, the answer in colour, the truth dashed, the sentence asked.</summary>
internal static class WorstPicture
{
    public const int Most = 16;
    private const int Columns = 4, TileWidth = 320;

    /// <returns>PNG.</returns>
    public static byte[] Render(Segmenter segmenter, IReadOnlyList<CaseResult> cases, EvaluationAblation ablation)
    {
        var worst = cases.OrderBy(result => result.Overlap.Dice).ThenByDescending(result => result.Overlap.Truth).Take(Most);
        return OverlayRenderer.RenderContactSheet([.. worst.Select(result => Picture(segmenter, result, ablation))], Columns, TileWidth);
    }

    private static OverlayPicture Picture(Segmenter segmenter, CaseResult result, EvaluationAblation ablation)
    {
        var image = PngImage.ReadGray(result.Sample.ImagePath);
        return new OverlayPicture(image.Rows, image.Columns, image.Pixels)
        {
            Masks = [Evaluator.Again(segmenter, result, ablation).Pixels], Truth = PngImage.ReadMask(result.Sample.MaskPath).Pixels,
            Title = $"{100.0 * result.Overlap.Truth / result.Pixels:0.0} % of picture", Sentence = result.AskedText, Dice = result.Overlap.Dice,
        };
    }
}
