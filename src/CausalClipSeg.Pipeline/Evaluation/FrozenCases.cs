using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Datasets;

namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>Both models on the same frozen cases, through the very segmenter that the service uses; pictures are read once for both.</summary>
/// <param name="earlier">The labels that the champion itself was judged on: a picture that was labelled anew is a new case.</param>
internal sealed class FrozenCases(Segmenter champion, Segmenter candidate, float championThreshold, float candidateThreshold, IReadOnlySet<string> earlier)
{
    private const int Batch = 4;
    private const double Unilateral = 0.95;

    public Calibration Champion { get; } = new();

    public Calibration Candidate { get; } = new();

    /// <param name="pause">Called between two batches: inference goes first.</param>
    public IReadOnlyList<JudgedCase> Judge(string folder, IReadOnlyList<ManifestLine> lines, Action<int> pause, CancellationToken cancellation)
    {
        var judged = new List<JudgedCase>(lines.Count);
        foreach (var chunk in lines.Chunk(Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            var inputs = chunk.Select(line => new SegmentationInput(Image(folder, line), line.Text)).ToArray();
            var (first, second) = (champion.Segment(inputs), candidate.Segment(inputs));
            judged.AddRange(chunk.Select((line, i) => Judge(line, Mask(folder, line), first[i], second[i])));
            pause(judged.Count);
        }
        return judged;
    }

    private static GrayImage Image(string folder, ManifestLine line)
    {
        var picture = PngImage.ReadGray(Path.Combine(folder, line.Image));
        Check(line.Image, line.ImageSha256, PicturePool.Sha256(picture));
        return picture;
    }

    private static BinaryMask Mask(string folder, ManifestLine line)
    {
        var mask = PngImage.ReadMask(Path.Combine(folder, line.Mask));
        Check(line.Mask, line.MaskSha256, PicturePool.Sha256(mask));
        return mask;
    }

    /// <summary>A list of the site's own names no hashes.</summary>
    private static void Check(string file, string named, string found)
    {
        if (named.Length > 0 && named != found)
            throw new InvalidDataException($"{file} is not the file that the snapshot was made of, so nobody is judged on it. Bring it back from a backup.");
    }

    private JudgedCase Judge(ManifestLine line, BinaryMask truth, ProbabilityMap first, ProbabilityMap second)
    {
        var hasTruth = line.Verdict != LabelVerdict.WrongSide;
        if (hasTruth)
        {
            Champion.Add(first.ToPixels(), truth.Pixels);
            Candidate.Add(second.ToPixels(), truth.Pixels);
        }
        return new JudgedCase
        {
            Image = line.Image, Mask = line.Mask, Text = line.Text, Patient = line.Patient, Side = line.Side, Finding = line.Finding, Device = line.Device,
            Sex = line.Sex, Age = line.Age, Size = Size(truth), Frozen = earlier.Contains(line.Key) ? JudgedCase.Earlier : "new", HasTruth = hasTruth,
            Champion = Answer(first.Threshold(championThreshold), truth, hasTruth, line.Mask),
            Candidate = Answer(second.Threshold(candidateThreshold), truth, hasTruth, line.Mask),
        };
    }

    private static Answer Answer(BinaryMask answer, BinaryMask truth, bool hasTruth, string name)
    {
        var overlap = Overlap.Of(answer, truth, name);
        var wrong = hasTruth ? LiesOpposite(answer, truth) : overlap.Answer > 0 && overlap.Both * 2 > overlap.Answer;
        return new Answer(overlap.Dice, overlap.Iou, overlap.Answer, hasTruth && overlap is { Truth: > 0, Answer: 0 }, wrong, hasTruth && overlap is { Truth: 0, Answer: > 0 });
    }

    private static bool LiesOpposite(BinaryMask answer, BinaryMask truth)
    {
        var (trueLeft, answerLeft) = (LeftShare(truth), LeftShare(answer));
        return (trueLeft >= Unilateral && answerLeft < 0.5) || (trueLeft <= 1 - Unilateral && answerLeft > 0.5);
    }

    /// <summary>Share of the mask in the picture's left half; NaN, which compares as false, for an empty mask.</summary>
    private static double LeftShare(BinaryMask mask)
    {
        var (left, all) = (0L, 0L);
        for (var i = 0; i < mask.Pixels.Length; i++)
        {
            all += mask.Pixels[i];
            left += (i % mask.Columns) * 2 < mask.Columns ? mask.Pixels[i] : 0;
        }
        return all == 0 ? double.NaN : left / (double)all;
    }

    private static string Size(BinaryMask truth) => (truth.Area / (double)truth.Pixels.Length) switch
    {
        0 => "none",
        < 0.02 => "small (below 2 %)",
        < 0.08 => "medium (2 to 8 %)",
        _ => "large (8 % and more)",
    };
}
