using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Matching;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Tests.Matching;

/// <summary>Reports that nobody has found a study for.</summary>
public sealed class WaitingReportsTests(RealServers servers)
{
    [Fact]
    public async Task A_report_that_waits_too_long_is_an_alarm_once_and_a_matched_or_withdrawn_one_is_none()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        await using (var db = database.Open())
        {
            var (waiting, matched) = (Sample.Report("RIS/A1"), Sample.Report("RIS/A2"));
            waiting.Wait("No image with accession number A1 has arrived yet.");
            matched.Match("1.2.3", "Accession number A2.");
            db.AddRange(waiting, matched, Withdrawn());
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var clock = new StandingClock { Now = Sample.Now.AddMinutes(59) };
        using var reports = new WaitingReports(database.Store, Options.Create(new MatchingOptions { AlarmAfterMinutes = 60 }), clock, NullLogger<WaitingReports>.Instance);
        (await reports.LookAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        clock.Now = Sample.Now.AddMinutes(61);
        (await reports.LookAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        clock.Now = Sample.Now.AddMinutes(62);
        (await reports.LookAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        (await reports.BetweenAsync(DateTimeOffset.UnixEpoch, clock.Now, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().Reason.ShouldBe("No image with accession number A1 has arrived yet.");
    }

    private static ReportVersion Withdrawn() => new()
    {
        ReportKey = "RIS/A3", Version = 1, Status = ReportStatus.WrongPatient, Text = "", ContentHash = new string('2', 64), Source = "RIS", ReceivedAt = Sample.Now,
    };
}
