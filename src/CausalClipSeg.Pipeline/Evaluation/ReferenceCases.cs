using System.Security.Cryptography;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Datasets;

namespace CausalClipSeg.Pipeline.Evaluation;

/// <summary>
/// A list of pictures with masks that the site has locked (Promotion:ReferenceLists): no label of the service's is in it, so it anchors the first round, and labels
/// that have turned bad cannot judge in their own favour.
/// </summary>
internal sealed record ReferenceCases(string List, IReadOnlyList<ManifestLine> Lines, string Sha256)
{
    public static ReferenceCases Read(string list, IEnumerable<string> trainedOn)
    {
        var path = Path.GetFullPath(list);
        if (trainedOn.Any(other => Path.GetFullPath(other) == path))
            throw new InvalidDataException($"{list} is in Promotion:ReferenceLists and in Retraining:ReplayLists: what a model has learnt from says nothing about it. Take it out of one of the two.");
        var samples = SampleList.Read(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sample in samples)
        {
            hash.AppendData(File.ReadAllBytes(sample.ImagePath));
            hash.AppendData(File.ReadAllBytes(sample.MaskPath));
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(sample.Text + '\0'));
        }
        return new ReferenceCases(list, [.. samples.Select(Line)], Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static ManifestLine Line(Sample sample) => new()
    {
        Split = SplitSide.Test, Image = sample.ImagePath, Mask = sample.MaskPath, Text = sample.Text, ImageSha256 = "", MaskSha256 = "", Patient = sample.ImagePath,
        Verdict = LabelVerdict.Drawn, Finding = "reference", Side = "reference", Device = "reference", Sex = "reference", Age = "reference",
    };

    /// <param name="before">Hash of the list at the comparison before; null where it was not judged on.</param>
    public ReferenceGain Judge(FrozenCases frozen, string? before, Action<int> pause, CancellationToken cancellation)
    {
        var cases = frozen.Judge("", Lines, pause, cancellation);
        return new ReferenceGain(
            List, Sha256, before is not null && before != Sha256, cases.Count, cases.Average(c => c.Champion.Dice), cases.Average(c => c.Candidate.Dice),
            Interval.OfPaired([.. cases.Select(c => (c.Patient, c.Gain))]));
    }
}
