using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class CaptionGrammarTests
{
    private readonly CaptionGrammar _grammar = new();

    [Fact]
    public void Every_caption_of_the_training_data_is_taken_apart_and_composed_again()
    {
        var captions = SampleList.Read(SharedData.Require("data/qata-cov19/train.jsonl")).Select(sample => sample.Text).Distinct().ToArray();

        captions.Length.ShouldBeGreaterThan(60);
        foreach (var caption in captions)
        {
            var places = _grammar.Parse(caption).ShouldNotBeNull(caption);
            _grammar.Compose(places.Left, places.Right).ShouldBe(caption);
        }
    }

    [Theory]
    [InlineData("lower", null, "unilateral pulmonary infection, one infected area, lower left lung.")]
    [InlineData(null, "lower upper", "unilateral pulmonary infection, two infected areas, upper lower right lung.")]
    [InlineData("upper middle lower", "lower", "bilateral pulmonary infection, four infected areas, upper middle lower left lung and lower right lung.")]
    [InlineData("", null, "unilateral pulmonary infection, left lung.")]
    [InlineData("", "lower", "bilateral pulmonary infection, left lung and lower right lung.")]
    [InlineData("", "", "bilateral pulmonary infection, left lung and right lung.")]
    public void Places_become_the_sentence_that_was_learnt(string? left, string? right, string sentence)
    {
        _grammar.Compose(Zones(left), Zones(right)).ShouldBe(sentence);
        var places = _grammar.Parse(sentence).ShouldNotBeNull();
        _grammar.Compose(places.Left, places.Right).ShouldBe(sentence);
    }

    [Fact]
    public void A_sentence_without_a_side_is_not_composed() =>
        Should.Throw<ArgumentException>(() => _grammar.Compose(null, null)).Message.ShouldStartWith("A sentence needs at least one side.");

    [Fact]
    public void An_unknown_zone_is_named() =>
        Should.Throw<ArgumentException>(() => _grammar.Compose(["apex"], null)).Message.ShouldStartWith("Zone \"apex\" is not one of upper, middle, lower.");

    [Theory]
    [InlineData("no acute disease")]
    [InlineData("bilateral pulmonary infection, two infected areas,")]
    public void Another_sentence_is_not_taken_apart(string text) => _grammar.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("Opacity in the left base, the RIGHT lung is clear; leftover.", "Opacity in the right base, the LEFT lung is clear; leftover.")]
    [InlineData("Left greater than right", "Right greater than left")]
    public void A_mirrored_picture_exchanges_the_sides_in_its_text(string text, string mirrored)
    {
        SideWords.Swap(text).ShouldBe(mirrored);
        SideWords.Swap(mirrored).ShouldBe(text);
    }

    private static string[]? Zones(string? words) => words?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
