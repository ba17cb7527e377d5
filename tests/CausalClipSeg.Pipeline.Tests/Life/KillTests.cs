using CausalClipSeg.Benchmarks.Faults;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Tests;

/// <summary>Real worker processes that die by SIGKILL at each named point, among real servers; `benchmark faults` does the same fifty times a point.</summary>
public sealed class KillTests(KillTests.World world) : IClassFixture<KillTests.World>
{
    private const int KillsAtEachPoint = 2;

    public static TheoryData<string> Points => [.. CrashPoints.All];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Workers_killed_at_a_point_lose_nothing_double_nothing_and_leave_nothing_stuck(string point)
    {
        var round = point == CrashPoints.DuringTraining
            ? await TrainingRound.RunAsync(await world.Get(), KillsAtEachPoint)
            : await CrashRound.RunAsync(await world.Get(), point, KillsAtEachPoint, new Random(point.Length));

        round.Kills.ShouldBe(KillsAtEachPoint, $"each worker must reach {point}");
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
