using CausalClipSeg.Model;
using TorchSharp;

namespace CausalClipSeg.Tests;

/// <summary>From the network's logits to what a reader gets; sizes that fill no whole vector included.</summary>
public sealed class MapTests
{
    /// <summary>Places are computed in single precision: some 1e-5 of a step between two logits, which may lie twenty apart.</summary>
    private const float Rounding = 1e-4f;

    [Theory]
    [InlineData(9, 9, 9, 9)]
    [InlineData(18, 18, 97, 61)]
    [InlineData(24, 32, 24, 333)]
    [InlineData(72, 72, 30, 41)]
    [InlineData(1, 5, 17, 3)]
    public void A_map_takes_the_pictures_size_as_PyTorch_interpolates(int rows, int columns, int sourceRows, int sourceColumns)
    {
        LibTorch.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(7);
        var logits = torch.randn(1, 1, rows, columns) * 4;
        var expected = torch.nn.functional.interpolate(logits, [sourceRows, sourceColumns], mode: torch.InterpolationMode.Bilinear, align_corners: false).sigmoid().ToFloats();

        var map = new ProbabilityMap(sourceRows, sourceColumns, rows, columns, logits.ToFloats());

        map.ToPixels().Zip(expected, (ours, theirs) => Math.Abs(ours - theirs)).Max().ShouldBeLessThan(Rounding);
        (map.Rows, map.Columns, map.ToPixels().Length).ShouldBe((sourceRows, sourceColumns, expected.Length));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 67)]
    [InlineData(64, 64)]
    public void What_is_above_a_threshold_is_the_mask_and_its_mean(int rows, int columns)
    {
        var random = new Random(rows);
        var map = new ProbabilityMap(rows, columns, rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => i == 0 ? 0 : random.NextSingle() - 0.5f)]);

        var mask = map.Threshold(0.5f, out var mean);

        mask.Pixels.ShouldBe(map.ToPixels().Select(value => value >= 0.5f ? (byte)1 : (byte)0));
        mean.ShouldBe(map.ToPixels().Where(value => value >= 0.5f).Average(value => (double)value), 1e-6);
        map.Threshold(1.5f, out var none).Area.ShouldBe(0);
        none.ShouldBe(0);
    }

    [Fact]
    public void A_map_of_other_numbers_than_its_size_is_refused() =>
        Should.Throw<ArgumentException>(() => new ProbabilityMap(10, 10, 4, 4, new float[15])).Message.ShouldContain("cannot come from 15 logits in 4 rows of 4");

    [Fact]
    public void Brightness_is_mean_and_deviation()
    {
        new GrayImage(3, 7, [.. Enumerable.Repeat(0.25f, 21)]).Brightness().ShouldBe((0.25, 0));
        var (mean, deviation) = new GrayImage(1, 37, [.. Enumerable.Range(0, 37).Select(i => i / 36f)]).Brightness();

        mean.ShouldBe(0.5, 1e-6);
        deviation.ShouldBe(Math.Sqrt((37.0 * 37 - 1) / 12) / 36, 1e-6);
    }
}
