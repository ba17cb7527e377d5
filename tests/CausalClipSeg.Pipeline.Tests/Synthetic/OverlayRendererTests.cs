using CausalClipSeg.Pipeline.Pictures;
using CausalClipSeg.Pipeline.Synthetic;
using SkiaSharp;

namespace CausalClipSeg.Pipeline.Tests.Synthetic;

public sealed class OverlayRendererTests
{
    [Fact]
    public void The_mask_is_coloured_where_it_is_and_its_holes_stay_free()
    {
        var mask = new byte[40 * 40];
        for (var row = 8; row < 32; row++)
        {
            for (var column = 8; column < 32; column++) mask[row * 40 + column] = (byte)(row is >= 16 and < 24 && column is >= 16 and < 24 ? 0 : 1);
        }

        using var picture = SKBitmap.Decode(OverlayRenderer.RenderPng(new OverlayPicture(40, 40, new float[1600]) { Masks = [mask] }, 400));
        picture.GetPixel(120, 120).Red.ShouldBeGreaterThan((byte)40);
        picture.GetPixel(200, 200).ShouldBe(SKColors.Black);
        picture.GetPixel(40, 40).ShouldBe(SKColors.Black);
    }

    [Fact]
    public void A_contact_sheet_holds_every_case_at_its_own_proportions()
    {
        var pictures = DemoScript.Cases.Take(2).Select(demo =>
        {
            var image = SyntheticRadiograph.Draw(demo.Spec with { Rows = demo.Spec.Rows / 4, Columns = demo.Spec.Columns / 4 });
            return new OverlayPicture(image.Rows, image.Columns, image.Pixels) { Masks = [image.Mask], Truth = image.Mask, Title = demo.Name, Sentence = "One sentence.", Dice = 1 };
        }).ToArray();
        using var sheet = SKBitmap.Decode(OverlayRenderer.RenderContactSheet(pictures, 2, 200));
        sheet.Width.ShouldBe(400);
        sheet.Height.ShouldBeGreaterThan(240);
    }
}
