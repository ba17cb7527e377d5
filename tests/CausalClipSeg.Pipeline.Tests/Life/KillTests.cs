using CausalClipSeg.Benchmarks.Faults;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Tests;

/// <summary>Real worker processes that die by SIGKILL at each named point, among real servers; `benchmark faults` does the same fifty times a point, and tells the points apart.</summary>
public sealed class KillTests(KillTests.World world) : IClassFixture<KillTests.World>
{
    private const int KillsAtEachPoint = 3;

    /// <summary>Every other point, so that those of both rounds lie all along a case's way.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Workers_killed_at_one_point_after_the_other_lose_nothing_double_nothing_and_leave_nothing_stuck(int first)
    {
        var points = CrashPoints.All.Where((point, number) => number % 2 == first && point != CrashPoints.DuringTraining).ToList();

        var round = await CrashRound.RunAsync(await world.Get(), points, KillsAtEachPoint, new Random(first));

        round.Kills.ShouldBe(points.Count * KillsAtEachPoint, $"each worker must reach its point of {string.Join(", ", points)}; {round.Log}");
        round.Audit.ShouldBe(new Audit(Lost: 0, Duplicates: 0, Stuck: 0), round.Log);
    }

    [Fact]
    public async Task Trainers_killed_while_they_train_lose_nothing_double_nothing_and_leave_nothing_stuck()
    {
        var round = await TrainingRound.RunAsync(await world.Get(), KillsAtEachPoint);

        round.Kills.ShouldBe(KillsAtEachPoint, $"each trainer must reach {CrashPoints.DuringTraining}; {round.Log}");
        round.Audit.ShouldBe(new Audit(Lost: 0, Duplicates: 0, Stuck: 0), round.Log);
    }

    [Fact]
    public async Task Where_a_round_is_not_clean_it_says_how_queues_sessions_and_records_stand()
    {
        var told = await (await world.Get()).DescribeAsync();

        told.ShouldContain("causalclipseg.image-stored");
        told.ShouldContain("images ");
    }

    [Fact]
    public void An_unknown_crash_point_stops_the_start_with_those_there_are() =>
        Should.Throw<InvalidDataException>(() => new CrashPoints("somewhere")).Message
            .ShouldStartWith("CAUSALCLIPSEG_CRASH_AT=somewhere names no crash point; use one of after-receive, after-store, before-commit");

    /// <summary>One database and virtual host for all points.</summary>
    public sealed class World(RealServers servers) : IAsyncLifetime
    {
        private FaultWorld? _world;

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        internal async Task<FaultWorld> Get()
        {
            if (_world is not null)
                return _world;
            var world = await FaultWorld.CreateAsync(await servers.RabbitMq(), await servers.Postgres(), await servers.Orthanc());
            await world.PrepareAsync();
            return _world = world;
        }

        public ValueTask DisposeAsync() => _world?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
