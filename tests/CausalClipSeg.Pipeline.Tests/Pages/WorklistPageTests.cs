using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace CausalClipSeg.Tests;

/// <summary>The worklist in a real browser.</summary>
public sealed class WorklistPageTests(PagesSite site) : IClassFixture<PagesSite>
{
    [Fact]
    public async Task What_needs_somebody_stands_first_with_its_reason_and_a_retry()
    {
        await using var page = await site.Open("/worklist");

        var first = page["#rows tbody tr"].First;
        (await first.InnerTextAsync()).ShouldContain("parked");
        (await first.Locator(".outcome").InnerTextAsync()).ShouldContain("Referring:UnknownOrientation");
        (await first.Locator("button").InnerTextAsync()).ShouldContain("Retry");
        (await page["#rows tbody tr"].CountAsync()).ShouldBeGreaterThanOrEqualTo(3);
        await page.Picture("worklist");
    }

    [Fact]
    public async Task A_search_for_an_accession_number_or_a_UID_finds_the_case_and_a_filter_keeps_the_rest_away()
    {
        var study = SyntheticStudy.Of(PagesSite.Stored);
        await using var page = await site.Open("/worklist");

        await page.Page.Keyboard.PressAsync("/");
        await page.Page.Keyboard.TypeAsync(study.AccessionNumber);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Arrives("q=");
        (await page["#rows tbody tr"].CountAsync()).ShouldBe(1);

        foreach (var uid in new[] { study.StudyInstanceUid, study.SopInstanceUid, site.StoredId.ToString() })
        {
            await page.Go($"/worklist?q={uid}");
            (await page["#rows tbody tr a.open"].AllInnerTextsAsync()).ShouldBe([study.AccessionNumber]);
        }

        await site.Pipeline.Store.InTransactionAsync(
            db => db.PatientMerges.AddAsync(PatientMerge.Of("OLD4711", study.PatientId, null, "a test", null, DateTimeOffset.UtcNow)).AsTask(), TestContext.Current.CancellationToken);
        await page.Go("/worklist?q=old4711");
        (await page["#rows tbody tr a.open"].AllInnerTextsAsync()).ShouldBe([study.AccessionNumber]);
        (await page.Text("#merged")).ShouldBe($"Also looked for patient number {study.PatientId}, merged with old4711.");
        await page.Picture("worklist-merged");

        await page.Go("/worklist");
        (await page.Text("#merged")).ShouldBeEmpty();
        await page["select[name=state]"].SelectOptionAsync("Negative");
        await page.Arrives("state=Negative");
        (await page["#rows tbody tr .chip"].AllInnerTextsAsync()).ShouldAllBe(text => text.Contains("negative"));
        await page.Go("/worklist?finding=pneumothorax");
        (await page.Text("#rows")).ShouldContain("No case fits.");
    }

    [Fact]
    public async Task A_case_appears_and_moves_on_while_the_page_stays_as_it_is()
    {
        await using var page = await site.Open("/worklist");
        await page["#live[data-state=on]"].WaitForAsync();
        await page.Page.EvaluateAsync("() => { window.sameDocument = true; }");
        var spec = new SyntheticCase(2111, 512, 420) { RightZones = LungZones.Lower };

        var done = await site.Send(spec);

        var row = page[$"#case-{done.Id}"];
        await row.Locator(".state-delivered").WaitForAsync();
        (await row.InnerTextAsync()).ShouldContain(SyntheticStudy.Of(spec).AccessionNumber);
        await page[".tile-segmenting, .tile-ready, .tile-delivering"].First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await page.Page.EvaluateAsync<bool>("() => window.sameDocument === true")).ShouldBeTrue();

        await page.Go($"/review/{done.Id}");
        await page["#live[data-state=on]"].WaitForAsync();
        (await page["[data-closed]"].CountAsync()).ShouldBe(0);
        (await page["[data-verdict]:enabled"].CountAsync()).ShouldBe(4);
        await Withdraw(done.Id);
        await page["#standing [data-closed]"].WaitForAsync();
        (await page["[data-verdict]:enabled"].CountAsync()).ShouldBe(0);
        await page["#head .state-withdrawn"].WaitForAsync();
    }

    [Fact]
    public async Task A_result_that_a_reader_calls_wrong_stands_out_at_once_and_is_withdrawn_from_there()
    {
        var spec = new SyntheticCase(2112, 512, 420) { LeftZones = LungZones.Lower };
        var wrong = await site.Send(spec);
        await using var page = await site.Open("/worklist");
        await page["#live[data-state=on]"].WaitForAsync();
        await using var review = await site.Open($"/review/{wrong.Id}");
        await review.Drawn();
        await review.Page.Keyboard.PressAsync("w");
        await review["[data-done=wrongSide]"].WaitForAsync();

        await page[$"#case-{wrong.Id}.attention .review"].WaitForAsync();
        await page[".tile-rejected"].ClickAsync();
        await page.Arrives("review=rejected");
        (await page["#rows tbody tr a.open"].AllInnerTextsAsync()).ShouldBe([SyntheticStudy.Of(spec).AccessionNumber]);
        await page.Picture("worklist-rejected");
        page.Page.Dialog += (_, question) => _ = question.AcceptAsync();
        await page[$"#case-{wrong.Id} form[action$='/withdraw'] button"].ClickAsync();
        await page[$"#case-{wrong.Id}"].WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await IsWithdrawn(wrong.Id)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_moves_while_the_page_renews_itself_or_while_nobody_sees_it_is_shown_all_the_same()
    {
        var (first, second, third) = await ThreeStored();
        await using var page = await site.Open("/worklist");
        await page["#live[data-state=on]"].WaitForAsync();
        var (fetched, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        // The page's own request after the first change is answered with what was true then, and late.
        await page.Page.RouteAsync("**/worklist", async route =>
        {
            var then = await route.FetchAsync();
            if (!fetched.Task.IsCompleted && (await then.TextAsync()).Contains($"case-{first}\"", StringComparison.Ordinal) && await IsWithdrawn(first))
            {
                fetched.TrySetResult();
                await release.Task;
            }
            await route.FulfillAsync(new() { Response = then });
        });

        await Withdraw(first);
        await fetched.Task.WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
        await Withdraw(second);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        release.SetResult();
        await page[$"#case-{second} .state-withdrawn"].WaitForAsync();

        await Show(page, hidden: true);
        await page["#live[data-state=off]"].WaitForAsync();
        await Withdraw(third);
        await Show(page, hidden: false);
        await page[$"#case-{third} .state-withdrawn"].WaitForAsync();
    }

    [Fact]
    public async Task A_page_that_is_told_to_ask_later_asks_later_and_shows_what_moved()
    {
        var moved = (await site.Send(new SyntheticCase(2133, 512, 420) { LeftZones = LungZones.Lower })).Id;
        await using var page = await site.Open("/worklist");
        await page["#live[data-state=on]"].WaitForAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken); // what the opening itself asks is answered
        page.Expect("429");
        var refused = 0;
        await page.Page.RouteAsync("**/worklist", async route =>
        {
            if (await IsWithdrawn(moved) && Interlocked.Increment(ref refused) == 1)
                await route.FulfillAsync(new() { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } });
            else
                await route.ContinueAsync();
        });

        await Withdraw(moved);

        await page[$"#case-{moved} .state-withdrawn"].WaitForAsync();
        // What it was asking for as the case moved may have shown that already.
        await Eventually.True("it asked later", () => Task.FromResult(refused > 1));
    }

    [Fact]
    public async Task A_page_whose_events_were_refused_asks_for_them_again()
    {
        await using var page = await site.Open("/health");
        page.Expect("503");
        var asked = 0;
        await page.Page.RouteAsync("**/events", route => Interlocked.Increment(ref asked) == 1 ? route.FulfillAsync(new() { Status = 503 }) : route.ContinueAsync());

        await page.Go("/worklist");

        await page["#live[data-state=on]"].WaitForAsync();
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_message_that_could_not_be_handled_stands_on_top_and_is_retried_from_there()
    {
        var payload = Path.Combine(site.Pipeline.Root, "letter.json");
        await File.WriteAllTextAsync(payload, """{"trigger":"a letter"}""", TestContext.Current.CancellationToken);
        await site.Pipeline.Store.InTransactionAsync(db =>
        {
            db.Refusals.Add(new Refusal { At = DateTimeOffset.UtcNow, Source = "queue", Queue = "retrain-requested", Reason = "The disk was full.", PayloadPath = "letter.json" });
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
        await using var page = await site.Open("/worklist");
        (await page.Text(".letters")).ShouldContain("The disk was full.");

        await page[".letters form[action$='/retry'] button"].ClickAsync();

        await page[".letters"].WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await Eventually.Get("the run that the message asks for", () => site.Pipeline.Read(db => db.TrainingRuns.FirstOrDefaultAsync()))).Trigger.ShouldBe("a letter");
    }

    [Fact]
    public async Task Keys_walk_the_list_and_open_a_case_and_the_help_names_them()
    {
        await using var page = await site.Open("/worklist");
        await page["#live[data-state=on]"].WaitForAsync();

        await page.Page.Keyboard.PressAsync("?");
        (await page.Text("#keys-list")).ShouldContain("Next case");
        (await page.Text("#keys-list")).ShouldContain("Order by changed");
        await page.Page.Keyboard.PressAsync("Escape");
        await page["#keys[open]"].WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.Page.Keyboard.PressAsync("j");
        var selected = await page["tr.selected"].GetAttributeAsync("id");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Arrives("/cases/");

        page.Page.Url.ShouldEndWith(selected.ShouldNotBeNull()["case-".Length..]);

        await page.Go("/worklist?side=left");
        await page.Page.Keyboard.PressAsync("c");
        await page.Arrives("/worklist?side=left&sort=-changed");
        (await page["th[aria-sort]"].AllInnerTextsAsync()).ShouldBe(["Changed ↓"], "the others show ↕");
        await page.Picture("worklist-sorted");
        await page["th a:has-text('Changed')"].ClickAsync();
        await page.Arrives("sort=changed");
        (await page["th[aria-sort=ascending]"].CountAsync()).ShouldBe(1);
        (await page["select[name=sort]"].InputValueAsync()).ShouldBe("changed");
    }

    [Fact]
    public async Task Single_keys_can_be_switched_off_and_stay_off_in_this_browser()
    {
        await using var page = await site.Open("/worklist");
        await page["#keys-button"].ClickAsync();
        await page["#keys-on"].UncheckAsync();
        await page["#keys button"].ClickAsync();
        await page.Go("/worklist");

        await page.Page.Keyboard.PressAsync("j");
        (await page["tr.selected"].CountAsync()).ShouldBe(0);
        await page.Page.Keyboard.PressAsync("?");
        (await page["#keys[open]"].CountAsync()).ShouldBe(0);
        await page["#keys-button"].ClickAsync();
        await page["#keys-on"].CheckAsync();
        await page["#keys button"].ClickAsync();
        await page.Page.Keyboard.PressAsync("j");
        (await page["tr.selected"].CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task On_a_phone_nothing_is_wider_than_the_screen()
    {
        await using var page = await site.Open("/worklist", 390, 844);
        foreach (var path in new[] { "/worklist", $"/cases/{site.StoredId}", $"/review/{site.StoredId}", "/models", "/health" })
        {
            await page.Go(path);
            (await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, path);
            await page.Picture($"phone-{path.Split('/')[1]}");
        }
        await page.Go("/worklist");
        (await page.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('.worklist td[data-label=Finding]')].every(cell => cell.childElementCount === 1)"))
            .ShouldBeTrue("beside its label there is room for one thing");
        await page.Picture("worklist-phone");
    }

    private static Task<JsonElement?> Show(WatchedPage page, bool hidden) => page.Page.EvaluateAsync(
        "hidden => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden }); document.dispatchEvent(new Event('visibilitychange')); }", hidden);

    private async Task<(Guid, Guid, Guid)> ThreeStored()
    {
        await ManyCases.Add(site.Pipeline.Store, 3, _ => CaseState.Delivered);
        var ids = await site.Pipeline.Read(db => db.Cases.Where(c => c.ReportKey == "R0" || c.ReportKey == "R1" || c.ReportKey == "R2").Select(c => c.Id).ToListAsync());
        return (ids[0], ids[1], ids[2]);
    }

    private async Task Withdraw(Guid id) => (await site.Pipeline.Services.GetRequiredService<CaseDesk>()
        .WithdrawAsync(id, new AuditParticipant("a test", true), TestContext.Current.CancellationToken)).ShouldBeNull();

    private Task<bool> IsWithdrawn(Guid id) => site.Pipeline.Read(db => db.Cases.AnyAsync(c => c.Id == id && c.State == CaseState.Withdrawn));
}
