using System.Text.Json;
using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using Microsoft.Playwright;
using SkiaSharp;

namespace CausalClipSeg.Tests;

/// <summary>What a radiologist sees who opens our SEG in OHIF: every segment where its mask is, in its colour, under its label.</summary>
public sealed class OhifTests(RealServers servers)
{
    private static readonly (string Label, byte R, byte G, byte B)[] Segments = [("Airspace opacity", 255, 176, 0), ("Pleural effusion", 100, 143, 255)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task OHIF_shows_each_segment_over_the_radiograph_where_its_mask_is_with_colour_and_label(int count)
    {
        var spec = new SyntheticCase(2150 + count, 640, 532) { LeftZones = LungZones.Middle | LungZones.Lower, Marker = SideMarker.Left };
        var masks = Masks(spec, count);
        var orthanc = await servers.Orthanc();
        var radiograph = SyntheticDicom.Create(spec, new SyntheticDicomVariant());
        await Upload(orthanc, radiograph);
        await Upload(orthanc, Segmentation(radiograph.Dataset, masks));
        await using var viewer = await OhifViewer.Start(orthanc);
        await using var browser = await RealBrowser.Start();
        await using var page = await browser.Open(viewer.Address, $"viewer?StudyInstanceUIDs={SyntheticStudy.Of(spec).StudyInstanceUid}");

        await page["[data-cy=study-browser-thumbnail]"].First.WaitForAsync(new() { Timeout = 90_000 });
        await page["canvas.cornerstone-canvas"].First.WaitForAsync(new() { Timeout = 60_000 });
        await Eventually.True("the SEG in the viewer", () => Show(page), TimeSpan.FromSeconds(90));
        (await Labels(page)).ShouldBe(Segments.Take(count).Select(segment => segment.Label));

        var wrong = await Eventually.Get("the segments on the screen", async () => await Wrong(page, masks) is { Count: < 5 } few ? few : null, TimeSpan.FromSeconds(60));
        wrong.Count.ShouldBeLessThan(5, string.Join(", ", wrong));
        await page.Picture($"ohif-{count}");
    }

    /// <summary>A double click on the SEG, as a radiologist does; one that comes before the viewport is ready has no effect.</summary>
    private static async Task<bool> Show(WatchedPage page)
    {
        await page["[data-cy=study-browser-thumbnail-no-image]"].First.DblClickAsync(new() { Timeout = 60_000 });
        for (var look = 0; look < 20; look++)
        {
            if (await page.Page.EvaluateAsync<bool>("() => window.cornerstoneTools?.segmentation.state.getSegmentations().length > 0")) return true;
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }

        return false;
    }

    /// <summary>The opacity of the synthetic case, and a block in the other lung.</summary>
    private static List<byte[]> Masks(SyntheticCase spec, int count)
    {
        var block = new byte[spec.Rows * spec.Columns];
        for (var row = 380; row < 450; row++)
            for (var column = 110; column < 190; column++) block[row * spec.Columns + column] = 1;
        return [.. new[] { SyntheticRadiograph.Draw(spec).Mask, block }.Take(count)];
    }

    private static DicomFile Segmentation(DicomDataset source, List<byte[]> masks) => SegmentationBuilder.Build(source, new SegmentationContent
    {
        SopInstanceUid = DerivedUid.Create("ohif", source.GetSingleValue<string>(DicomTag.SOPInstanceUID)),
        SeriesInstanceUid = DerivedUid.Create("ohif-series", source.GetSingleValue<string>(DicomTag.SOPInstanceUID)),
        Equipment = new Equipment("CausalClipSeg.Pipeline", "CausalCLIPSeg", "1", "1"),
        ContentTime = DateTimeOffset.UnixEpoch,
        Profile = SegmentationProfile.Viewer,
        Segments = [.. masks.Select((mask, index) => new SegmentDescription
        {
            Label = Segments[index].Label,
            Mask = new SegmentMask(source.GetSingleValue<ushort>(DicomTag.Rows), source.GetSingleValue<ushort>(DicomTag.Columns), mask),
            Type = Codes.ForFinding("airspace-opacity"),
            Algorithm = new AlgorithmIdentification("CausalCLIPSeg", "1"),
            Tracking = new TrackingIdentity($"segment {index}", DerivedUid.Create("ohif-tracking", index.ToString())),
            Colour = CieLabColour.FromRgb(Segments[index].R, Segments[index].G, Segments[index].B),
        })],
    });

    private static async Task Upload(PrivateOrthanc orthanc, DicomFile file)
    {
        using var bytes = new MemoryStream();
        await file.SaveAsync(bytes);
        await orthanc.Upload(bytes.ToArray());
    }

    private static async Task<IReadOnlyList<string>> Labels(WatchedPage page) => await page.Page.EvaluateAsync<string[]>(
        "() => Object.values(window.cornerstoneTools.segmentation.state.getSegmentations()[0].segments).map(segment => segment.label)");

    /// <summary>Points of the radiograph, away from edges, whose colour on the screen is not what the masks say; null while the viewport is being made anew for the SEG.</summary>
    private static async Task<List<string>?> Wrong(WatchedPage page, List<byte[]> masks)
    {
        if (await page.Page.EvaluateAsync<JsonElement?>("""
            () => {
              const viewport = window.cornerstone.getEnabledElements()[0]?.viewport;
              if (!viewport?.getCurrentImageId()) return null;
              const box = viewport.canvas.getBoundingClientRect();
              const at = (x, y) => {
                const [cx, cy] = viewport.worldToCanvas(window.cornerstone.utilities.imageToWorldCoords(viewport.getCurrentImageId(), [x, y]));
                return [box.left + cx, box.top + cy];
              };
              return { origin: at(0, 0), far: at(100, 100) };
            }
            """) is not { } places)
            return null;
        double[] origin = [.. places.GetProperty("origin").EnumerateArray().Select(n => n.GetDouble())], far = [.. places.GetProperty("far").EnumerateArray().Select(n => n.GetDouble())];
        using var screen = SKBitmap.Decode(await page.Page.ScreenshotAsync());
        var wrong = new List<string>();
        for (var row = 60; row < 620; row += 10)
            for (var column = 30; column < 500; column += 10)
                if (Expected(masks, row, column) is { } expected && Seen(screen, origin[0] + (far[0] - origin[0]) * column / 100, origin[1] + (far[1] - origin[1]) * row / 100) is var seen && seen != expected)
                    wrong.Add($"({column}, {row}): {seen} in place of {expected}");
        return wrong;
    }

    /// <returns>The segment there, 0 for none, null near an edge.</returns>
    private static int? Expected(List<byte[]> masks, int row, int column)
    {
        const int Columns = 532, Margin = 4;
        int Segment(int r, int c) => masks.FindIndex(mask => mask[r * Columns + c] != 0) + 1;
        var here = Segment(row, column);
        for (var r = row - Margin; r <= row + Margin; r++)
            for (var c = column - Margin; c <= column + Margin; c++)
                if (Segment(r, c) != here) return null;
        return here;
    }

    /// <returns>The segment whose hue the point has, 0 for grey.</returns>
    private static int Seen(SKBitmap screen, double x, double y)
    {
        var colour = screen.GetPixel((int)Math.Round(x), (int)Math.Round(y));
        return Math.Abs(colour.Red - colour.Blue) < 20 ? 0 : colour.Red > colour.Blue ? 1 : 2;
    }
}
