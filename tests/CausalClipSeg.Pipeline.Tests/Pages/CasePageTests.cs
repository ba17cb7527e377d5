using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.Playwright;

namespace CausalClipSeg.Tests;

/// <summary>The page of a case in a real browser: what is drawn, and why.</summary>
public sealed class CasePageTests(PagesSite site) : IClassFixture<PagesSite>
{
    [Fact]
    public async Task The_mask_lies_over_the_radiograph_and_goes_away_by_key_and_by_box()
    {
        await using var page = await site.Open($"/cases/{site.StoredId}");
        await page.Drawn();
        await page.Picture("case");

        var filled = await page.ColouredPoints();
        filled.ShouldBeGreaterThan(2000);
        await page.Page.Keyboard.PressAsync("l");
        var outlined = await page.ColouredPoints();
        outlined.ShouldBeInRange(50, filled / 3);
        await page.Page.Keyboard.PressAsync("l");
        await page.Page.Keyboard.PressAsync("o");
        (await page.ColouredPoints()).ShouldBe(0);
        await page.Page.Keyboard.PressAsync("o");
        await page["[data-toggle='1']"].UncheckAsync();
        (await page.ColouredPoints()).ShouldBe(0);
    }

    [Fact]
    public async Task Dragging_changes_the_window_and_keys_invert_and_zoom()
    {
        await using var page = await site.Open($"/cases/{site.StoredId}");
        await page.Drawn();
        await page.Page.Keyboard.PressAsync("o");
        var before = await page.Brightness();

        await page.Page.Mouse.MoveAsync(400, 300);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(400, 420, new() { Steps = 4 });
        await page.Page.Mouse.UpAsync();
        (await page.Brightness()).ShouldBeLessThan(before - 5);
        (await page.Text("#window")).ShouldContain("C 80 %");

        await page.Page.Keyboard.PressAsync("0");
        (await page.Brightness()).ShouldBe(before, 1);
        await page.Page.Keyboard.PressAsync("i");
        Math.Abs(await page.Brightness() - before).ShouldBeGreaterThan(5);
        await page.Page.Keyboard.PressAsync("+");
        (await page.Text("#window")).ShouldNotContain("100 %  100 %");
    }

    [Fact]
    public async Task Sliders_keep_their_arrows_a_held_key_acts_once_and_the_sides_stand_at_the_borders()
    {
        await using var page = await site.Open($"/cases/{site.StoredId}");
        await page.Drawn();
        (await page["[aria-hidden].side-mark"].AllInnerTextsAsync()).ShouldBe(["R", "L", "H", "F"], "the rows of a frontal image run to the left of the patient, its columns to the feet");

        await page["#opacity"].FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        (await page["#opacity"].InputValueAsync()).ShouldBe("36");
        await page["#canvas"].FocusAsync();
        for (var repeat = 0; repeat < 4; repeat++)
            await page.Page.Keyboard.DownAsync("i");
        await page.Page.Keyboard.UpAsync("i");
        (await page["[data-tool=invert]"].GetAttributeAsync("aria-pressed")).ShouldBe("true", "four times would be as before");
        (await page["#timeline time.moment"].First.GetAttributeAsync("title")).ShouldNotBeNull().ShouldEndWith(" UTC");
        (await page["#timeline time.moment"].First.InnerTextAsync()).ShouldNotContain("UTC");
    }

    [Fact]
    public async Task Paper_is_white_and_without_buttons_and_forced_colours_leave_the_segments_theirs()
    {
        await using var page = await site.Open($"/cases/{site.StoredId}");
        await page.Drawn();
        await page.Page.EmulateMediaAsync(new() { Media = Media.Print });
        (await page.Page.EvaluateAsync<string[]>("() => [document.body, document.querySelector('.report')].flatMap(e => [getComputedStyle(e).color]).concat(getComputedStyle(document.body).backgroundColor)"))
            .ShouldBe(["rgb(0, 0, 0)", "rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
        (await page[".bar"].IsVisibleAsync()).ShouldBeFalse();
        (await page[".tools"].First.IsVisibleAsync()).ShouldBeFalse();
        await page.Page.EmulateMediaAsync(new() { Media = Media.Screen, ForcedColors = ForcedColors.Active });
        (await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('i.swatch')).backgroundColor")).ShouldBe("rgb(255, 176, 0)");
    }

    [Fact]
    public async Task The_map_of_probabilities_is_computed_when_it_is_asked_for()
    {
        await using var page = await site.Open($"/cases/{site.StoredId}");
        await page.Drawn();
        await page.Page.Keyboard.PressAsync("o");

        await page["[data-probability='1']"].ClickAsync();
        await page["[data-probability='1'][aria-pressed=true]"].WaitForAsync();

        (await page.ColouredPoints()).ShouldBeGreaterThan(2000);
        (await page.Text("#probability-scale")).ShouldContain("100 %", Case.Sensitive, "what the colours mean");
        await page.Picture("case-probability");
    }

    [Fact]
    public async Task The_report_marks_what_caused_the_segment_and_what_it_denies_and_the_timeline_says_how_long_each_step_took()
    {
        await using var page = await site.Open($"/cases/{site.StoredId}");

        (await page["mark.cause"].First.InnerTextAsync()).ShouldContain(SyntheticReport.Of(PagesSite.Stored).Stating[0]);
        (await page["#report mark.negated"].CountAsync()).ShouldBeGreaterThan(0);
        (await page.Text("#asked")).ShouldContain("right lung");
        var timeline = await page.Text("#timeline");
        foreach (var step in new[] { "Radiograph received", "Report received", "Segmented", "Stored", "From the first to the last" })
            timeline.ShouldContain(step);
        var objects = await page.Text("#objects");
        objects.ShouldContain(SyntheticStudy.Of(PagesSite.Stored).StudyInstanceUid);
        objects.ShouldContain((await site.Pipeline.CaseAtRest(SyntheticStudy.Of(PagesSite.Stored).SopInstanceUid)).WeightsSha256.ShouldNotBeNull());
        (await page.Text(".patient")).ShouldContain(SyntheticStudy.Of(PagesSite.Stored).FamilyName);
    }

    [Fact]
    public async Task The_models_and_the_health_page_show_the_champion_and_what_went_through()
    {
        await using var page = await site.Open("/models");
        (await page.Text(".model-champion")).ShouldContain("causalclipseg-compact");
        await page.Picture("models");
        await page.Go("/health");
        (await page.Text("#health")).ShouldContain("local result store");
        (await page.Text("#health")).ShouldContain("Matched → segmented");
        await page.Picture("health");
    }
}
