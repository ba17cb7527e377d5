using System.Text.Json;
using CausalClipSeg.Pipeline.Synthetic;
using SkiaSharp;

namespace CausalClipSeg.Pipeline.Tests.Synthetic;

public sealed class SyntheticCaptionTests
{
    [Fact]
    public void Every_combination_of_zones_reads_back_from_its_caption()
    {
        for (var pair = 1; pair < 64; pair++)
        {
            LungZones left = (LungZones)(pair & 7), right = (LungZones)(pair >> 3);
            var caption = SyntheticCaption.Of(left, right);
            SyntheticCaption.TryParse(caption.ShouldNotBeNull(), out var readLeft, out var readRight).ShouldBeTrue(caption);
            (readLeft, readRight).ShouldBe((left, right));
        }

        SyntheticCaption.Of(LungZones.None, LungZones.None).ShouldBeNull();
    }

    [Fact]
    public void The_captions_of_the_training_data_are_of_this_grammar()
    {
        foreach (var line in File.ReadLines(SharedData.Require("data/qata-cov19/train.jsonl")))
        {
            using var pair = JsonDocument.Parse(line);
            var text = pair.RootElement.GetProperty("text").GetString().ShouldNotBeNull();
            SyntheticCaption.TryParse(text, out _, out _).ShouldBeTrue(text);
        }
    }

    [Theory]
    [InlineData("bilateral pulmonary infection, one infected area, lower left lung.")]
    [InlineData("unilateral pulmonary infection, two infected areas, lower left lung.")]
    [InlineData("unilateral pulmonary infection, one infected area, lower left lung")]
    [InlineData("")]
    public void A_caption_that_contradicts_itself_is_not_read(string caption) =>
        SyntheticCaption.TryParse(caption, out _, out _).ShouldBeFalse();

    [Fact]
    public void Left_in_a_caption_is_the_viewers_left()
    {
        var spec = new SyntheticCase(1, 64, 64) { RightZones = LungZones.Lower };
        SyntheticCaption.Of(spec).ShouldBe("unilateral pulmonary infection, one infected area, lower left lung.");
        SyntheticCaption.Of(spec with { Mirrored = true }).ShouldBe("unilateral pulmonary infection, one infected area, lower right lung.");
    }

    [Fact]
    public void A_data_set_is_written_as_pairs_of_gray_pictures_with_their_captions()
    {
        using var folder = new TemporaryFolder("synthetic");
        SyntheticDataset.Write(folder.Path, "train", 6, 9);
        var lines = File.ReadAllLines(folder.File("train.jsonl"));
        lines.Length.ShouldBe(6);
        for (var index = 0; index < lines.Length; index++)
        {
            using var pair = JsonDocument.Parse(lines[index]);
            pair.RootElement.GetProperty("text").GetString().ShouldBe(SyntheticCaption.Of(SyntheticDataset.Case(9, index)));
            foreach (var part in (string[])["image", "mask"])
            {
                using var picture = SKBitmap.Decode(folder.File(pair.RootElement.GetProperty(part).GetString()!));
                (picture.Width, picture.Height, picture.ColorType).ShouldBe((224, 224, SKColorType.Gray8));
                if (part == "mask") picture.Bytes.Distinct().Order().ShouldBe([(byte)0, (byte)255]);
            }
        }
    }
}
