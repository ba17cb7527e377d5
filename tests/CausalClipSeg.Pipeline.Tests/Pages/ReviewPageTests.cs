using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>A reviewer at work in a real browser: each word becomes a label, and labels become data sets.</summary>
public sealed class ReviewPageTests(PagesSite site) : IClassFixture<PagesSite>
{
    [Fact]
    public async Task One_key_accepts_a_segment_which_becomes_a_label_that_stands_in_the_next_snapshot()
    {
        await using var page = await site.Open($"/review/{site.StoredId}");
        await page.Drawn();
        await page.Picture("review");

        await page.Page.Keyboard.PressAsync("a");
        await page["[data-done=accepted]"].WaitForAsync();

        var label = await Label(LabelVerdict.Accepted);
        var segment = await site.Pipeline.Read(db => db.Segments.SingleAsync(s => s.CaseId == site.StoredId));
        MaskBlob.Unpack(label.Mask, label.Rows, label.Columns).ShouldBe(MaskBlob.Unpack(segment.Mask, segment.Rows, segment.Columns));
        (label.Source, label.ReferringText).ShouldBe(("review", segment.ReferringText));
        var snapshot = await site.Pipeline.Services.GetRequiredService<SnapshotMaker>().MakeAsync(TestContext.Current.CancellationToken);
        (snapshot.Training + snapshot.Validation + snapshot.Test).ShouldBeGreaterThanOrEqualTo(1);
        (await File.ReadAllTextAsync(Path.Combine(site.Pipeline.Root, snapshot.Path, ManifestLine.FileName), TestContext.Current.CancellationToken)).ShouldContain(label.ReferringText.ShouldNotBeNull());
    }

    [Fact]
    public async Task Brush_eraser_and_undo_redraw_a_mask_and_the_label_holds_exactly_what_was_drawn()
    {
        var spec = new SyntheticCase(2121, 480, 400) { RightZones = LungZones.Lower };
        var reviewed = await site.Send(spec);
        await using var page = await site.Open($"/review/{reviewed.Id}");
        await page.Drawn();
        await page.Page.Keyboard.PressAsync("d");
        var box = (await page["#canvas"].BoundingBoxAsync()).ShouldNotBeNull();
        var (x, y) = (box.X + box.Width / 2, box.Y + box.Height / 2);

        await Stroke(page, x - 40, y, x + 40, y);
        await Stroke(page, x, y - 60, x, y - 30);
        await page.Page.Keyboard.PressAsync("z");
        await page.Page.Keyboard.PressAsync("e");
        await Stroke(page, x - 40, y, x - 30, y);
        await page.Picture("review-redraw");
        await page.Page.Keyboard.PressAsync("s");
        await page["[data-done=redrawn]"].WaitForAsync();

        var label = await Label(LabelVerdict.Drawn, reviewed.Id);
        var mask = MaskBlob.Unpack(label.Mask, label.Rows, label.Columns);
        var scale = Math.Min(box.Width / spec.Columns, box.Height / spec.Rows);
        int At(double dx, double dy) => mask[((int)(spec.Rows / 2 + dy / scale)) * spec.Columns + (int)(spec.Columns / 2 + dx / scale)];
        At(20, 0).ShouldBe(1, "the first stroke");
        At(0, -55).ShouldBe(0, "the stroke that was undone");
        At(-40, 0).ShouldBe(0, "what the eraser took away");
    }

    [Fact]
    public async Task A_drawing_is_of_the_segment_that_it_was_begun_for_survives_an_outage_and_is_there_again_until_it_is_taken_back()
    {
        var spec = new SyntheticCase(2141, 400, 360) { RightZones = LungZones.Lower, LeftZones = LungZones.Upper };
        var reviewed = await site.Send(spec);
        await using var page = await site.Open("/worklist");
        var isAway = false;
        // Before the page that asks is loaded: a request that follows at once on the route may still go past it.
        await page.Page.RouteAsync("**/reviews", route => Volatile.Read(ref isAway) ? route.AbortAsync() : route.ContinueAsync());
        await page.Go($"/review/{reviewed.Id}");
        await page.Drawn();
        var untouched = await page.ColouredPoints();
        await page["[data-review='1'] [data-verdict=redraw]"].ClickAsync();
        var box = (await page["#canvas"].BoundingBoxAsync()).ShouldNotBeNull();
        await Stroke(page, box.X + box.Width / 2 - 60, box.Y + 40, box.X + box.Width / 2 + 60, box.Y + 40);
        await page["#comment"].FillAsync("as far as the apex");
        await page["[data-review='2'] [data-verdict=accepted]"].ClickAsync();
        (await page.Text("#outcome")).ShouldStartWith("A drawing is under way");

        page.Expect("Failed to load resource");
        Volatile.Write(ref isAway, true);
        await page.Page.Keyboard.PressAsync("s");
        await page["#outcome:has-text('No answer came')"].WaitForAsync();
        (await page["#drawing"].IsVisibleAsync()).ShouldBeTrue("what was drawn is not lost");
        Volatile.Write(ref isAway, false);
        await page.Page.Keyboard.PressAsync("s");
        await page["[data-review='1'][data-done=redrawn]"].WaitForAsync();

        var labels = await site.Pipeline.Read(db => db.Labels.Where(l => l.CaseId == reviewed.Id).ToListAsync());
        labels.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            label => label.SegmentNumber.ShouldBe(1), label => label.Verdict.ShouldBe(LabelVerdict.Drawn), label => label.Comment.ShouldBe("as far as the apex"));
        (await page["#comment"].InputValueAsync()).ShouldBeEmpty("it was about the segment that has its word now");
        var drawn = await page.ColouredPoints();
        drawn.ShouldBeGreaterThan(untouched);
        await page.Go($"/worklist?review=open&q={SyntheticStudy.Of(spec).AccessionNumber}");
        (await page.Text("#rows tbody tr .review")).ShouldBe($"◐ 1 of {await site.Pipeline.Read(db => db.Segments.CountAsync(s => s.CaseId == reviewed.Id))} reviewed");

        await page.Go($"/review/{reviewed.Id}");
        await page["[data-review='1'][data-shows=drawing]"].WaitForAsync();
        (await page.ColouredPoints()).ShouldBe(drawn);
        (await page["[data-review='2']"].GetAttributeAsync("class")).ShouldNotBeNull().ShouldContain("current", Case.Sensitive, "the one without a word");
        await page["[data-review='1'] [data-verdict=accepted]"].ClickAsync();
        (await page.Text("#outcome")).ShouldStartWith("The picture shows your drawing");
        await page.Page.Keyboard.PressAsync("m");
        await page["[data-review='1'][data-shows=network]"].WaitForAsync();
        (await page.ColouredPoints()).ShouldBe(untouched);
        await page.Page.Keyboard.PressAsync("u");
        await page["[data-review='1']:not([data-done])"].WaitForAsync();
        (await site.Pipeline.Read(db => db.Labels.SingleAsync(l => l.CaseId == reviewed.Id))).TakenBackAt.ShouldNotBeNull();
        (await page["[data-review='1'] [data-take-back]"].IsVisibleAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_said_of_a_picture_that_is_not_on_the_screen()
    {
        await using var page = await site.Open("/worklist");
        page.Expect("Failed to load resource");
        await page.Page.RouteAsync("**/image", route => route.FulfillAsync(new() { Status = 422, ContentType = "application/problem+json", Body = """{"detail":"The radiograph's file is not in the store any more."}""" }));
        await page.Go($"/review/{site.StoredId}");
        await page[".viewer[data-ready=true]"].WaitForAsync();
        var before = await site.Pipeline.Read(db => db.Labels.CountAsync());

        await page.Page.Keyboard.PressAsync("a");
        (await page.Text("#outcome")).ShouldContain("nothing to judge yet");
        (await page.Text("#viewer-note")).ShouldBe("The radiograph's file is not in the store any more.");
        (await site.Pipeline.Read(db => db.Labels.CountAsync())).ShouldBe(before);
    }

    [Fact]
    public async Task Rejected_and_wrong_side_are_labels_of_their_own_and_one_key_goes_to_the_next_case()
    {
        var first = await site.Send(new SyntheticCase(2131, 300, 280) { RightZones = LungZones.Lower });
        var second = await site.Send(new SyntheticCase(2132, 300, 280) { LeftZones = LungZones.Lower });
        (first.State, second.State).ShouldBe((CaseState.Delivered, CaseState.Delivered));
        await using var page = await site.Open($"/review/{second.Id}");
        await page.Drawn();

        await page.Page.Keyboard.PressAsync("w");
        await page["[data-done=wrongSide]"].WaitForAsync();
        await Label(LabelVerdict.WrongSide, second.Id);
        await page.Page.Keyboard.PressAsync("n");
        await page.Arrives($"/review/{first.Id}");
        await page.Drawn();
        await page.Page.Keyboard.PressAsync("x");
        await page["[data-done=rejected]"].WaitForAsync();

        var label = await Label(LabelVerdict.Rejected, first.Id);
        MaskBlob.Unpack(label.Mask, label.Rows, label.Columns).ShouldAllBe(pixel => pixel == 0);
    }

    private Task<LabelRecord> Label(LabelVerdict verdict, Guid? caseId = null) =>
        Eventually.Get($"a label {verdict}", () => site.Pipeline.Read(db => db.Labels.SingleOrDefaultAsync(l => l.Verdict == verdict && (caseId == null || l.CaseId == caseId))));

    private static async Task Stroke(WatchedPage page, float fromX, float fromY, float toX, float toY)
    {
        await page.Page.Mouse.MoveAsync(fromX, fromY);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(toX, toY, new() { Steps = 6 });
        await page.Page.Mouse.UpAsync();
    }
}
