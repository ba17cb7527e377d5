using CausalClipSeg.Dicom.Companions;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.KeyObjects;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

/// <summary>All dates and times of an object are in one offset (PS3.3 C.12.1.1.8): the one that it takes over from its source, else the site's.</summary>
public sealed class LocalTimeTests
{
    private static readonly DateTimeOffset _made = new(2026, 3, 1, 18, 52, 30, TimeSpan.Zero);

    [Theory]
    [InlineData("+0900", 0, "20260302", "035230", "+0900")]
    [InlineData("-0330", 0, "20260301", "152230", "-0330")]
    [InlineData("+0000", 9, "20260301", "185230", "+0000")]
    [InlineData("+1400", 0, "20260302", "085230", "+1400")]
    [InlineData(null, 9, "20260302", "035230", "")]
    [InlineData(null, 0, "20260301", "185230", "")]
    [InlineData("JST", 9, "20260302", "035230", "")]
    [InlineData("+2500", 1, "20260301", "195230", "")]
    [InlineData("+1459", 1, "20260301", "195230", "")]
    [InlineData("+0960", 1, "20260301", "195230", "")]
    [InlineData("", 1, "20260301", "195230", "")]
    public void What_is_written_is_on_the_sources_clock(string? stated, int site, string date, string time, string written)
    {
        var source = Radiograph();
        if (stated is not null) source.Add(DicomTag.TimezoneOffsetFromUTC, stated);
        var made = _made.ToOffset(TimeSpan.FromHours(site));
        var content = Content(Segment("One", Mask(1))) with { ContentTime = made };
        var identity = Identity("kind") with { ContentTime = made };
        var seg = SegmentationBuilder.Build(source, content).Dataset;
        DicomDataset[] all =
        [
            seg, FindingsReportBuilder.Build(source, seg, content.Segments, identity).Dataset, RejectionNote.Build(seg, Rejection() with { ContentTime = made }).Dataset,
            SecondaryCaptureBuilder.Build(source, new DisplayImage(11, 13, new float[11 * 13]), content.Segments, identity).Dataset,
        ];
        foreach (var dataset in all)
        {
            (dataset.GetString(DicomTag.ContentDate), dataset.GetString(DicomTag.ContentTime)).ShouldBe((date, time));
            dataset.GetSingleValueOrDefault(DicomTag.TimezoneOffsetFromUTC, "").ShouldBe(written);
            dataset.GetString(DicomTag.StudyTime).ShouldBe("101500");
        }

        (seg.GetString(DicomTag.SeriesDate), seg.GetString(DicomTag.InstanceCreationTime)).ShouldBe((date, time));
    }
}
