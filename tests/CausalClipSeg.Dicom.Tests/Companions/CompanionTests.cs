using CausalClipSeg.Dicom.Companions;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Companions;

public sealed class CompanionTests
{
    private const int Rows = 30;
    private const int Columns = 40;

    private readonly DicomDataset _source = Radiograph(Rows, Columns).AddOrUpdate(DicomTag.BodyPartExamined, "CHEST");
    private readonly SegmentDescription[] _segments =
    [
        Segment("Opacity", Block(3, 12), Rows, Columns), Segment("Effusion", Block(15, 26), Rows, Columns, "pleural-effusion") with { Colour = CieLabColour.FromRgb(100, 143, 255) },
    ];

    [Fact]
    public async Task Dciodvfy_finds_no_error_and_no_warning_in_the_picture() => (await Dciodvfy.Check(Bytes(Picture()))).ShouldBeClean();

    [Fact]
    public async Task Dciodvfy_finds_no_error_and_no_warning_in_the_report() => (await Dciodvfy.Check(Bytes(Report()))).ShouldBeClean();

    [Fact]
    public void Inside_is_tinted_the_contour_is_solid_and_the_rest_is_gray()
    {
        var pixels = Picture().Dataset.GetValues<byte>(DicomTag.PixelData);
        Pixel(pixels, 0, 0).ShouldBe([128, 128, 128]);
        Pixel(pixels, 3, 3).ShouldBe([255, 176, 0]);
        Pixel(pixels, 15, 15).ShouldBe([100, 143, 255]);
        var inside = Pixel(pixels, 7, 7);
        inside[0].ShouldBeInRange((byte)129, (byte)200);
        inside[2].ShouldBeInRange((byte)60, (byte)127);
    }

    [Theory]
    [InlineData("YES", "YES")]
    [InlineData("NO", "NO")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("MAYBE", "")]
    public void Of_burnt_in_identities_the_picture_says_what_its_source_says(string? stated, string said)
    {
        if (stated is not null) _source.AddOrUpdate(DicomTag.BurnedInAnnotation, stated);
        Picture().Dataset.GetSingleValueOrDefault(DicomTag.BurnedInAnnotation, "").ShouldBe(said);
    }

    [Fact]
    public async Task Dcmtk_renders_the_report_with_sentence_finding_and_segment()
    {
        await using var folder = new TemporaryFolder("sr");
        await Report().SaveAsync(folder.File("sr.dcm"));
        var text = (await Tool.Run(Peers.Require(new Peer("DCMTK", "dcmtk", "dsrdump")), ["+Pl", folder.File("sr.dcm")])).ShouldSucceed().Output;
        text.ShouldContain("Patchy opacity in the left lower lung.");
        text.ShouldContain("Pleural effusion");
        text.ShouldContain("(SG image,,2)");
    }

    [Fact]
    public void A_colour_survives_the_way_through_CIELab()
    {
        foreach (var (r, g, b) in new (byte, byte, byte)[] { (255, 176, 0), (100, 143, 255), (220, 38, 127), (0, 0, 0), (255, 255, 255), (0, 190, 160) })
            CieLabColour.FromRgb(r, g, b).ToRgb().ShouldBe((r, g, b));
    }

    private DicomFile Picture() => SecondaryCaptureBuilder.Build(
        _source, new DisplayImage(Rows, Columns, [.. Enumerable.Repeat(0.5f, Rows * Columns)]), _segments, Identity("sc"));

    private DicomFile Report() => FindingsReportBuilder.Build(_source, SegmentationBuilder.Build(_source, Content(_segments)).Dataset, _segments, Identity("sr"));

    private static byte[] Pixel(byte[] pixels, int row, int column) => pixels.AsSpan((row * Columns + column) * 3, 3).ToArray();

    private static byte[] Block(int from, int to)
    {
        var mask = new byte[Rows * Columns];
        for (var row = from; row < to; row++) mask.AsSpan(row * Columns + from, to - from).Fill(1);
        return mask;
    }
}
