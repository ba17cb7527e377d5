using CausalClipSeg.Pipeline.Synthetic;

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
