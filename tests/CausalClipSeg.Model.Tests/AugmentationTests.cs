using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class AugmentationTests
{
    private const int Side = 16;
    private const string Both = "bilateral pulmonary infection, two infected areas, upper left lung and lower right lung.";
    private readonly StoredSample _sample = Sample();

    [Fact]
    public void Without_options_nothing_changes()
    {
        var (text, mask) = Draw(AugmentationOptions.None, 1);
        text.ShouldBe(Both);
        mask.Select(value => (byte)(value * 255)).ShouldBe(_sample.Mask);
    }

    [Fact]
    public void A_flip_mirrors_picture_and_words_together()
    {
        var (text, mask) = Draw(AugmentationOptions.None with { Flip = 1 }, 1);
        text.ShouldBe("bilateral pulmonary infection, two infected areas, lower left lung and upper right lung.");
        mask[At(2, Side - 1 - 3)].ShouldBe(1);
        mask[At(2, 3)].ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_caption_of_one_side_keeps_only_that_sides_lesions(double flip)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var (text, mask) = Draw(AugmentationOptions.None with { OneSide = 1, Flip = flip }, seed);
            text.ShouldStartWith("unilateral pulmonary infection, one infected area, ");
            var (left, right) = (Sum(mask, 0, Side / 2), Sum(mask, Side / 2, Side));
            (left > 0, right > 0).ShouldBe(text.EndsWith("left lung.", StringComparison.Ordinal) ? (true, false) : (false, true));
        }
    }

    [Fact]
    public void Less_specific_captions_lose_count_or_zones()
    {
        Draw(AugmentationOptions.None with { DropCount = 1 }, 1).Text.ShouldBe("bilateral pulmonary infection, upper left lung and lower right lung.");
        Draw(AugmentationOptions.None with { DropZones = 1 }, 1).Text.ShouldBe("bilateral pulmonary infection, left lung and right lung.");
    }

    [Fact]
    public void A_question_about_the_side_without_lesions_has_an_empty_answer()
    {
        var sample = _sample with { Text = "unilateral pulmonary infection, one infected area, upper left lung." };
        var (text, mask) = Draw(AugmentationOptions.None with { OtherSide = 1 }, 1, sample);
        text.ShouldBe("unilateral pulmonary infection, one infected area, upper right lung.");
        mask.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_report_s_words_name_the_same_sides_and_zones()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (text, mask) = Draw(AugmentationOptions.None with { ReportWords = 1 }, seed);
            text.ShouldNotContain("pulmonary infection");
            text.ShouldMatch("(left upper|upper left)");
            text.ShouldMatch("(right lower|lower right)");
            mask.Select(value => (byte)(value * 255)).ShouldBe(_sample.Mask);
        }
    }

    [Fact]
    public void A_cut_that_would_lose_a_named_zone_is_not_made()
    {
        var wild = AugmentationOptions.None with { Shift = 0.5, Scale = 0.4, Rotation = 40 };
        var smallest = 0.6f * 0.6f * 0.7f * Sum(Draw(AugmentationOptions.None, 0).Mask, 0, Side); // the scale's square and what a zone may lose
        for (var seed = 0; seed < 100; seed++)
        {
            var placement = Placement.Draw(wild, _sample.Mask, Side, new Random(seed));
            placement.KeepsEveryZone(_sample.Mask, Side).ShouldBeTrue($"seed {seed}");
            Sum(Draw(wild, seed).Mask, 0, Side).ShouldBeGreaterThan(smallest, $"seed {seed}");
        }
        new Placement(1, 0, Side, 0, (Side - 1) / 2f).KeepsEveryZone(_sample.Mask, Side).ShouldBeFalse();
    }

    [Fact]
    public void The_same_seed_draws_the_same_picture()
    {
        var options = new AugmentationOptions();
        Draw(options, 7).Mask.ShouldBe(Draw(options, 7).Mask);
        Draw(options, 7).Mask.ShouldNotBe(Draw(options, 8).Mask);
    }

    private (string Text, float[] Mask) Draw(AugmentationOptions options, int seed, StoredSample? sample = null)
    {
        var (image, mask) = (new float[Side * Side], new float[Side * Side]);
        var text = new Augmentation(options, new CaptionGrammar()).Draw(sample ?? _sample, Side, new Random(seed), image, mask);
        return (text, mask);
    }

    /// <summary>A lesion at the upper left and one at the lower right.</summary>
    private static StoredSample Sample()
    {
        var mask = new byte[Side * Side];
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
                (mask[At(row + 1, column + 2)], mask[At(row + 12, column + 10)]) = (255, 255);
        return new StoredSample(new byte[Side * Side], mask, Both);
    }

    private static int At(int row, int column) => row * Side + column;

    private static float Sum(float[] mask, int from, int to) =>
        Enumerable.Range(0, Side).Sum(row => mask[At(row, from)..At(row, to)].Sum());
}
