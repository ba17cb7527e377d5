using CausalClipSeg.Benchmarks.Faults;

namespace CausalClipSeg.Tests;

/// <summary>Random histories of events against a simple model of what the PACS must hold; `benchmark histories` plays ten thousand.</summary>
public sealed class HistoryTests(RealServers servers)
{
    private const int Copies = 10;

    public static TheoryData<int> Sites => [.. Enumerable.Range(0, HistorySite.All.Count)];

    [Theory]
    [MemberData(nameof(Sites))]
    public async Task The_PACS_ends_up_with_what_the_last_state_calls_for_whatever_arrives_in_whatever_order(int site)
    {
        await using var world = await FastWorld.StartAsync(HistorySite.All[site], site);
        var random = new Random(1000 + site);

        for (var i = 0; i < 40; i++)
        {
            var outcome = await world.PlayAsync(History.Random(random, mostCopies: 3));
            outcome.IsRight.ShouldBeTrue(outcome.ToString());
        }
    }

    [Fact]
    public async Task Every_event_ten_times_in_random_order_to_three_workers_at_once_ends_as_once_in_order()
    {
        var random = new Random(7);
        await using var world = await RealWorld.StartAsync(await servers.RabbitMq(), await servers.Postgres(), await servers.Orthanc(), new HistorySite(RunPreliminary: false, NewestOfEachView: false), workers: 3);
        var histories = Enumerable.Range(0, 6).Select(_ => History.Random(random, mostCopies: 1)).ToList();

        var once = await world.PlayAsync([.. histories.Select(history => history.InOrder())], TimeSpan.FromMinutes(6));
        var tenTimes = await world.PlayAsync([.. histories.Select(history => history.Shuffled(random, Copies))], TimeSpan.FromMinutes(6));

        once.ShouldAllBe(outcome => outcome.IsRight, string.Join('\n', once.Where(o => !o.IsRight)));
        tenTimes.ShouldAllBe(outcome => outcome.IsRight, string.Join('\n', tenTimes.Where(o => !o.IsRight)));
        tenTimes.Select(outcome => (outcome.Shown, outcome.Fault)).ShouldBe(once.Select(outcome => (outcome.Shown, outcome.Fault)));
    }

    [Fact]
    public async Task A_clock_that_jumps_an_hour_forth_and_two_back_under_load_loses_nothing_and_holds_nothing_up()
    {
        var clock = new JumpingClock();
        var random = new Random(11);
        await using var world = await RealWorld.StartAsync(await servers.RabbitMq(), await servers.Postgres(), await servers.Orthanc(), new HistorySite(RunPreliminary: true, NewestOfEachView: false), workers: 2, clock);

        var playing = world.PlayAsync([.. Enumerable.Range(0, 6).Select(_ => History.Random(random, mostCopies: 2))], TimeSpan.FromMinutes(6));
        await clock.JumpAboutAsync(TimeSpan.FromMilliseconds(400));

        (await playing).ShouldAllBe(outcome => outcome.IsRight);
    }
}
