using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Inference;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Promotion;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests.Learning;

/// <summary>A promotion and a rollback while requests keep coming: nobody notices but by the model's name.</summary>
public sealed class SwapTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_worker_changes_over_under_load_without_a_failed_request_and_rolls_back_within_ten_seconds()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var desk = pipeline.Services.GetRequiredService<PromotionDesk>();
        var engine = pipeline.Services.GetRequiredService<SegmentationEngine>();
        var first = await pipeline.Read(db => db.Models.SingleAsync());
        var second = await SecondModel.Add(pipeline, first, judged: true);
        var image = new GrayImage(64, 64, new float[64 * 64]);
        string[] sentence = ["unilateral pulmonary infection, one infected area, lower left lung."];
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                seen.Enqueue((await engine.SegmentAsync(image, sentence, Cancel)).Model.Version);
        }, Cancel)).ToArray();

        await Eventually.True("answers of the first", () => Task.FromResult(seen.Contains(first.Version)));
        (await desk.PromoteAsync(second.Id, "test", null, overrule: false, SmallHospital.Tester, Cancel)).ShouldBeNull();
        await Eventually.True("answers of the second", () => Task.FromResult(seen.Contains(second.Version)));
        (await desk.RollbackAsync("test", SmallHospital.Tester, Cancel)).ShouldBeNull();
        seen.Clear();
        await Eventually.True("answers of the first again", () => Task.FromResult(seen.Contains(first.Version)));
        // One that no network can answer fails alone, whoever shares its batch.
        var odd = new GrayImage(64, 64, [.. Enumerable.Repeat(float.NaN, 64 * 64)]);
        await Should.ThrowAsync<AnswerNotFiniteException>(() => engine.SegmentAsync(odd, sentence, Cancel));
        await enough.CancelAsync();
        // A request that failed would throw here.
        await Task.WhenAll(load);
        (await pipeline.Read(db => db.OutboxMessages.CountAsync(m => m.Type == "ModelPromoted"))).ShouldBe(2);
        (await desk.RollbackAsync("again", SmallHospital.Tester, Cancel)).ShouldBe("There is no earlier champion whose weights are still here and that was not rolled back from.");
    }

    [Fact]
    public async Task A_bundle_whose_weights_are_not_those_on_record_is_refused_and_the_old_champion_goes_on()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var first = await pipeline.Read(db => db.Models.SingleAsync());
        var second = await SecondModel.Add(pipeline, first, weights: new string('0', 64));
        await pipeline.Services.GetRequiredService<PromotionDesk>().PromoteAsync(second.Id, "test", "broken on purpose", overrule: true, SmallHospital.Tester, Cancel);
        (await Should.ThrowAsync<BundleException>(() => pipeline.Services.GetRequiredService<ChampionModel>().GetAsync(Cancel))).Message.ShouldContain("holds other weights than its record");
        await Task.Delay(TimeSpan.FromSeconds(3), Cancel);
        var answer = await pipeline.Services.GetRequiredService<SegmentationEngine>().SegmentAsync(
            new GrayImage(64, 64, new float[64 * 64]), ["unilateral pulmonary infection, one infected area, lower left lung."], Cancel);
        answer.Model.WeightsSha256.ShouldBe(first.WeightsSha256);
    }
}
