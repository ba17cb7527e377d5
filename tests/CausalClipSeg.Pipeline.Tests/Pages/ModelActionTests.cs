using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Tests.Learning;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>Models put in charge, into shadow and back again, from the page and from the command line against a running service.</summary>
public sealed class ModelActionTests
{
    private const string Key = "the key of whoever looks after the models";

    [Fact]
    public async Task The_page_asks_before_it_promotes_and_rolls_back_and_says_who_did_it()
    {
        await using var browser = await RealBrowser.Start();
        await using var pipeline = await PipelineUnderTest.Embedded(("Status:Local", "All"));
        var first = await pipeline.Read(db => db.Models.SingleAsync());
        var second = await SecondModel.Add(pipeline, first, judged: true);
        await using var page = await browser.Open(new Uri($"http://127.0.0.1:{pipeline.StatusPort}/"), "/models");
        var (questions, answer) = (new List<string>(), false);
        page.Page.Dialog += async (_, dialog) =>
        {
            questions.Add(dialog.Message);
            await (answer ? dialog.AcceptAsync() : dialog.DismissAsync());
        };

        await page[$"#shadow-{second.Id}"].ClickAsync();
        questions.ShouldBe(["Let second answer beside the champion? Nothing of what it answers leaves."]);
        (await State(pipeline, second)).ShouldBe(ModelState.Candidate, "the question was answered with no");

        answer = true;
        await page[$"#shadow-{second.Id}"].ClickAsync();
        await page[".model-shadow"].WaitForAsync();
        await page[$"#promote-{second.Id}"].ClickAsync();
        questions[^1].ShouldBe("Promote second? From the next case on it answers, and the present champion retires.");
        await page[$"#model-{second.Id}.model-champion"].WaitForAsync();
        (await page.Text(".model-champion .why")).ShouldBe("Promoted by somebody at this machine.");
        await page.Picture("models-actions");
        await page["form[action='/models/rollback'] button"].ClickAsync();
        await page[$"#model-{first.Id}.model-champion"].WaitForAsync();
        (await page.Text(".model-champion .why")).ShouldBe("Rolled back: by somebody at this machine.");
        await WhatWaitsForSomebodyAndWhatReadersCorrectIsSeen(pipeline, page, await SecondModel.Add(pipeline, first, "third", judged: true));
        await page.Go("/models");

        await page["form[action='/models/retrain'] button"].ClickAsync();
        await page["#runs .run"].WaitForAsync();
        (await page.Text("#runs .run")).ShouldContain("asked for by somebody at this machine");
    }

    [Fact]
    public async Task The_command_line_does_the_same_against_a_running_service_for_those_who_may()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(
            ("Status:Access:0:Name", "modeller"), ("Status:Access:0:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))), ("Status:Access:0:May", "Models"),
            ("Status:Local", "Look"));
        var first = await pipeline.Read(db => db.Models.SingleAsync());
        var (second, third) = (await SecondModel.Add(pipeline, first), await SecondModel.Add(pipeline, first, "third"));
        var server = $"http://127.0.0.1:{pipeline.StatusPort}";
        Task<ToolResult> Models(params string[] words) =>
            Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "causalclipseg.dll"), "models", .. words, "--server", server, "--key", Key]);

        (await Models("promote", second.Id.ToString(), "--reason", "agreed on Monday")).Error.ShouldContain($"second was never judged better than the champion of now. To put it in charge all the same, overrule the gate and say why: `models promote {second.Id} --override --reason TEXT`.");
        (await Models("promote", second.Id.ToString(), "--override", "--reason", "agreed on Monday")).ShouldSucceed();
        (await pipeline.Read(db => db.Models.SingleAsync(m => m.State == ModelState.Champion))).ShouldSatisfyAllConditions(
            champion => champion.Id.ShouldBe(second.Id), champion => champion.Reason.ShouldBe("The gate was overruled. Promoted by modeller: agreed on Monday\nsecond was never judged better than the champion of now."));
        (await Models("reject", second.Id.ToString())).Error.ShouldContain("second is Champion; only a candidate can be refused.");
        (await Models("rollback")).ShouldSucceed();
        (await State(pipeline, first)).ShouldBe(ModelState.Champion);
        (await Models("reject", third.Id.ToString(), "--reason", "not needed")).ShouldSucceed();
        (await State(pipeline, third)).ShouldBe(ModelState.Rejected);

        using var stranger = new HttpClient { BaseAddress = new Uri(server) };
        (await stranger.PostAsync($"api/models/{second.Id}/promote", null, TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetStringAsync("models", TestContext.Current.CancellationToken)).ShouldNotContain("/promote");
    }

    private static async Task WhatWaitsForSomebodyAndWhatReadersCorrectIsSeen(PipelineUnderTest pipeline, WatchedPage page, ModelRecord held)
    {
        var now = DateTimeOffset.UtcNow;
        await pipeline.Store.InTransactionAsync(db =>
        {
            db.DriftReadings.AddRange(
                new DriftReading { At = now, Measure = "corrected", Psi = 0.1, ReferenceCases = 200, RecentCases = 100, Alarm = true, ReferenceCorrected = 12, RecentCorrected = 19, Chance = 0.00042 },
                new DriftReading { At = now, Measure = "reader-dice", Psi = 0.1, ReferenceCases = 200, RecentCases = 100, Alarm = false, ReferenceDice = 0.871, RecentDice = 0.864, Chance = 0.31 });
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
        await page.Go("/models");
        (await page.Text($"#model-{held.Id}.model-held .chip")).ShouldBe("‖ candidate: waits for somebody's word");
        (await page["#readers tbody tr"].AllInnerTextsAsync()).Select(row => string.Join(' ', row.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ShouldBe(
            ["Corrected cases rejected, redrawn or on the wrong side 12 of 200 (6 %) 19 of 100 (19 %) 0.00042 ✕ worse", "Dice of our masks against the readers' 0.871 0.864 0.31 ✓"]);
        await page.Picture("models-held");
        await page.Page.SetViewportSizeAsync(390, 844);
        (await page.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= 390 && document.querySelector('#readers table').getBoundingClientRect().right <= 390")).ShouldBeTrue("on a phone");
        await page.Picture("models-held-phone");
        await page.Page.SetViewportSizeAsync(1280, 800);
        await page.Go("/worklist");
        (await page.Text("#held")).ShouldContain($"{held.Name} third");
        await page.Picture("worklist-held");
        await page["#held a"].ClickAsync();
        await page.Arrives($"/models#model-{held.Id}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/") };
        (await http.GetStringAsync("health", TestContext.Current.CancellationToken)).ShouldContain("Candidate models");
        var drift = await http.GetFromJsonAsync<JsonElement>("api/models/drift", TestContext.Current.CancellationToken);
        drift.EnumerateArray().Single(r => r.GetProperty("measure").GetString() == "corrected").ShouldSatisfyAllConditions(
            r => r.GetProperty("recentCorrected").GetInt32().ShouldBe(19), r => r.GetProperty("referenceCorrected").GetInt32().ShouldBe(12), r => r.GetProperty("chance").GetDouble().ShouldBe(0.00042));
        (await http.GetFromJsonAsync<JsonElement>("api/summary", TestContext.Current.CancellationToken)).GetProperty("heldModels").GetInt32().ShouldBe(1);
    }

    private static Task<ModelState> State(PipelineUnderTest pipeline, ModelRecord model) => pipeline.Read(db => db.Models.Where(m => m.Id == model.Id).Select(m => m.State).SingleAsync());
}
