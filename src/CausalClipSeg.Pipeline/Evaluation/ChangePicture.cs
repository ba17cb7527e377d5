using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Pictures;

namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>The cases that changed most, both ways, side by side: for each the champion's answer, then the candidate's, the truth dashed.</summary>
internal static class ChangePicture
{
    private const int EachWay = 3;

    /// <returns>PNG; null where there is nothing to show.</returns>
    public static byte[]? Render(string folder, IReadOnlyList<JudgedCase> cases, Segmenter champion, Segmenter candidate, float championThreshold, float candidateThreshold)
    {
        var truths = cases.Where(c => c.HasTruth).OrderBy(c => c.Gain).ToList();
        var shown = truths.Take(EachWay).Where(c => c.Gain < 0).Concat(truths.AsEnumerable().Reverse().Take(EachWay).Where(c => c.Gain > 0)).ToList();
        if (shown.Count == 0)
            return null;
        var pictures = new List<OverlayPicture>();
        foreach (var judged in shown)
        {
            var image = PngImage.ReadGray(Path.Combine(folder, judged.Image));
            var truth = PngImage.ReadMask(Path.Combine(folder, judged.Mask)).Pixels;
            var input = new SegmentationInput(image, judged.Text);
            pictures.Add(Picture("champion", champion.Segment([input])[0].Threshold(championThreshold), judged.Champion.Dice));
            pictures.Add(Picture("candidate", candidate.Segment([input])[0].Threshold(candidateThreshold), judged.Candidate.Dice));

            OverlayPicture Picture(string who, BinaryMask mask, double dice) => new(image.Rows, image.Columns, image.Pixels)
            {
                Masks = [mask.Pixels], Truth = truth, Title = who, Sentence = judged.Text, Dice = dice,
            };
        }
        return OverlayRenderer.RenderContactSheet(pictures, columns: 2);
    }
}
