using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Tests;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

/// <summary>The whole segmentation as text, approved by reading: a change of any attribute shows in review.</summary>
public sealed class ApprovedSegmentationTests
{
    [Theory]
    [InlineData(SegmentationProfile.Strict)]
    [InlineData(SegmentationProfile.Viewer)]
    public void A_segmentation_is_written_as_approved(SegmentationProfile profile)
    {
        var content = Content(Segment("Opacity 1", Mask(1)), Segment("Effusion", Mask(2), finding: "pleural-effusion")) with { Profile = profile };
        using var dump = new StringWriter { NewLine = "\n" };
        DicomDump.Write(SegmentationBuilder.Build(Radiograph(), content), dump);
        // The file meta information names the library that wrote the file, which is not ours to approve.
        var text = string.Concat(dump.ToString().Split('\n').Where(line => !line.StartsWith("(0002,", StringComparison.Ordinal)).Select(line => line + "\n")).TrimEnd() + "\n";
        var approved = RepositoryRoot.Combine("tests", "CausalClipSeg.Dicom.Tests", "Segmentations", "Approved", $"{profile}.txt");
        if (Environment.GetEnvironmentVariable("APPROVE") == "1") File.WriteAllText(approved, text);
        text.ShouldBe(File.ReadAllText(approved));
    }
}
