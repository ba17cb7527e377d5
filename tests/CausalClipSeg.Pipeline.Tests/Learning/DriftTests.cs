using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Drift;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests.Learning;

/// <summary>What readers say of the champion's answers, followed over time with a stated rate of false alarms.</summary>
public sealed class DriftTests
{
    private static readonly byte[] Ours = [1, 1, 1, 1, 0, 0, .. new byte[18]];
    private static readonly byte[] Theirs = [1, 1, 0, 0, 0, 0, .. new byte[18]];
    private int _images;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_who_redraw_more_raise_an_alarm_that_asks_for_a_run_once()
    {
        await using var hospital = await Hospital();
        var monitor = hospital.Services.GetRequiredService<DriftMonitor>();
        await Review(hospital, LabelVerdict.Drawn, 2);
        await Review(hospital, LabelVerdict.Accepted, 38);
        (await monitor.LookAsync(Cancel)).Reviews.ShouldBeNull("there is no block after the reference yet");
        await Review(hospital, LabelVerdict.Drawn, 1);
        await Review(hospital, LabelVerdict.Accepted, 19);
        var steady = await monitor.LookAsync(Cancel);
        steady.Readings.ShouldAllBe(r => !r.Alarm);
        steady.Reviews.ShouldNotBeNull().ShouldSatisfyAllConditions(r => r.ReferenceShare.ShouldBe(0.05), r => r.RecentShare.ShouldBe(0.05), r => r.RecentDice.ShouldBe((19 + (2.0 / 3)) / 20, 1e-9));
        await Review(hospital, LabelVerdict.Drawn, 8);
        await Review(hospital, LabelVerdict.Accepted, 11);
        (await monitor.LookAsync(Cancel)).Reviews.ShouldNotBeNull().RecentShare.ShouldBe(0.05, "the second block is not full yet");
        await Review(hospital, LabelVerdict.WrongSide, 1);
        var worse = await monitor.LookAsync(Cancel);
        worse.Readings.Select(r => (r.Measure, r.ReferenceCases, r.RecentCases, r.Alarm)).ShouldBe([("corrected", 40, 20, true), ("reader-dice", 40, 20, true)]);
        worse.Reviews.ShouldNotBeNull().RecentShare.ShouldBe(9 / 20.0);
        (await hospital.Read(db => db.DriftReadings.OrderByDescending(d => d.Id).FirstAsync(d => d.Measure == "corrected"))).ShouldSatisfyAllConditions(
            r => (r.ReferenceCorrected, r.RecentCorrected).ShouldBe((2, 9)), r => r.Chance.ShouldBe(worse.Reviews.ShareChance), r => r.ReferenceDice.ShouldBeNull());
        (await hospital.Read(db => db.DriftReadings.OrderByDescending(d => d.Id).FirstAsync(d => d.Measure == "reader-dice"))).ShouldSatisfyAllConditions(
            r => r.RecentDice.ShouldBe(worse.Reviews.RecentDice), r => r.Chance.ShouldBe(worse.Reviews.DiceChance), r => r.RecentCorrected.ShouldBeNull());
        (await monitor.LookAsync(Cancel)).Readings.ShouldAllBe(r => r.Alarm, "an alarm lasts as long as its block is the latest");
        (await hospital.Read(db => db.OutboxMessages.CountAsync(m => m.Type == "RetrainRequested"))).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_taken_back_excluded_from_the_future_or_of_another_model_does_not_count()
    {
        await using var hospital = await Hospital();
        await Review(hospital, LabelVerdict.Accepted, 40);
        await Review(hospital, LabelVerdict.Drawn, 20, label => label.Exclude("consent taken back", label.CreatedAt));
        await Review(hospital, LabelVerdict.Drawn, 20, label => label.SupersedeBy(label));
        await Review(hospital, LabelVerdict.Drawn, 20, at: TimeProvider.System.GetUtcNow().AddHours(1));
        await Review(hospital, LabelVerdict.Drawn, 20, weights: new string('9', 64));
        (await hospital.Services.GetRequiredService<DriftMonitor>().LookAsync(Cancel)).ShouldSatisfyAllConditions(look => look.Reviews.ShouldBeNull(), look => look.Readings.ShouldBeEmpty());
        var champion = (await hospital.Read(db => Champion.FindAsync(db, Cancel))).ShouldNotBeNull();
        var now = TimeProvider.System.GetUtcNow();
        var reviewed = await hospital.Read(db => ReviewedCase.ListAsync(db, champion, champion.PromotedAt.ShouldNotBeNull(), now, Cancel));
        (await hospital.Read(db => ReviewedCase.ReadAsync(db, champion, champion.PromotedAt.ShouldNotBeNull(), now, [Guid.NewGuid(), reviewed[0]], Cancel)))
            .ShouldHaveSingleItem("a word that is taken back between two questions leaves its case out").IsCorrected.ShouldBeFalse();
    }

    [Fact]
    public void The_tests_give_the_chances_of_the_books_and_keep_their_rate_of_false_alarms()
    {
        TwoWindows.MoreOften(1, 4, 3, 4).ShouldBe(17 / 70.0, 1e-12, "Fisher's lady who tastes tea");
        TwoWindows.MoreOften(0, 50, 0, 50).ShouldBe(1, 1e-12);
        TwoWindows.LowerMean([0.7, 0.8, 0.9, 1], [0.1, 0.2, 0.3, 0.4]).ShouldBe(1 / 70.0, 0.004);
        TwoWindows.LowerMean([0.1, 0.2, 0.3, 0.4], [0.7, 0.8, 0.9, 1]).ShouldBe(1);
        var random = new Random(7);
        int Hits(int of, double share) => Enumerable.Range(0, of).Count(_ => random.NextDouble() < share);
        Enumerable.Range(0, 2000).Count(_ => TwoWindows.MoreOften(Hits(200, 0.1), 200, Hits(100, 0.1), 100) <= 0.005).ShouldBeLessThan(20, "of 2000, ten are expected at most");
        Enumerable.Range(0, 200).Count(_ => TwoWindows.MoreOften(Hits(200, 0.05), 200, Hits(100, 0.2), 100) <= 0.005).ShouldBeGreaterThan(160, "5 to 20 % is found in seven of eight");
    }

    private static async Task<SmallHospital> Hospital()
    {
        var hospital = new SmallHospital(Path.Combine(AppContext.BaseDirectory, "models", "causalclipseg-compact"), ("Drift:ReferenceReviews", "40"), ("Drift:RecentReviews", "20"));
        await hospital.Migrate();
        await hospital.Services.GetRequiredService<ChampionModel>().GetAsync(Cancel);
        return hospital;
    }

    /// <summary>So many cases of the champion's, and a reader's word on each.</summary>
    private async Task Review(SmallHospital hospital, LabelVerdict verdict, int count, Action<LabelRecord>? change = null, DateTimeOffset? at = null, string? weights = null) =>
        await hospital.Store.InTransactionAsync(async db =>
        {
            var champion = (await Champion.FindAsync(db, Cancel)).ShouldNotBeNull();
            if (!await db.Studies.AnyAsync(Cancel))
                db.AddRange(Sample.Study(), Sample.Report());
            await db.SaveChangesAsync(Cancel);
            var report = await db.ReportVersions.SingleAsync(Cancel);
            for (var i = 0; i < count; i++)
            {
                var uid = $"1.2.3.{++_images}";
                var (segment, found) = (Sample.Segment(Ours), Sample.Case(report, uid));
                found.Segments.Add(segment);
                var label = new LabelRecord
                {
                    SopInstanceUid = uid, SegmentNumber = 1, Verdict = verdict, ReferringText = segment.ReferringText, Mask = verdict == LabelVerdict.Drawn ? MaskBlob.Pack(Theirs) : segment.Mask,
                    Rows = 4, Columns = 6, CaseId = found.Id, ResultWeightsSha256 = weights ?? champion.WeightsSha256, Source = "review", Role = "radiologist", CreatedAt = at ?? TimeProvider.System.GetUtcNow(),
                };
                change?.Invoke(label);
                db.AddRange(Sample.Image(uid), found, label);
            }
        }, Cancel);
}
