using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.CommandLine;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CausalClipSeg.Tests;

/// <summary>What the service tells whoever started it when it ends.</summary>
public sealed class EndingTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("ending");

    private string[] Settings => [$"Storage:Root={_folder.Path}", $"Status:Port={FreePort.Next()}", "Logging:LogLevel:Default=None"];

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_ends_because_a_part_of_it_failed_says_that_it_broke(bool afterTheStart) =>
        (await Run(host => new Part(host, isTold: false, afterTheStart))).ShouldBe(ExitCode.Broke);

    [Fact]
    public async Task A_service_that_is_told_to_end_is_done_even_if_a_part_of_it_fails_while_it_ends() =>
        (await Run(host => new Part(host, isTold: true, afterTheStart: true))).ShouldBe(ExitCode.Done);

    [Fact]
    public async Task What_only_looks_and_clears_says_which_records_it_could_not_read_and_ends_nothing()
    {
        var log = new CapturedLog();
        // A store without tables, as one of which a part is damaged.
        await using var host = PipelineHost.Build(PipelineRoles.Worker, CommandLine(), services => services.AddSingleton<ILoggerProvider>(log));
        var parts = host.Services.GetServices<IHostedService>().Where(part => part is Upkeep or BacklogMeter or AuditMeter).Cast<BackgroundService>().ToList();

        foreach (var part in parts)
            await part.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.True("each has looked", () => Task.FromResult(log.Lines.Where(line => line.Contains("has not the tables of this version", StringComparison.Ordinal)).Distinct().Count() == parts.Count));

        parts.Count.ShouldBe(3);
        parts.ShouldAllBe(part => !part.ExecuteTask!.IsCompleted);
        foreach (var part in parts)
            await part.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_an_ended_process_left_in_the_spool_is_taken_away_and_what_arrives_stays()
    {
        await using var host = PipelineHost.Build(PipelineRoles.Worker, CommandLine(), _ => { });
        var spool = host.Services.GetRequiredService<InstanceStore>().SpoolFolder;
        var (left, arriving) = (Path.Combine(spool, "left.part"), Path.Combine(spool, "arriving.part"));
        await File.WriteAllTextAsync(left, "half an instance", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow - Upkeep.Abandoned - TimeSpan.FromMinutes(1));
        await File.WriteAllTextAsync(arriving, "half an instance", TestContext.Current.CancellationToken);
        var upkeep = host.Services.GetServices<IHostedService>().OfType<Upkeep>().Single();

        await upkeep.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.True("what was left is gone", () => Task.FromResult(!File.Exists(left)));

        File.Exists(arriving).ShouldBeTrue();
        await upkeep.StopAsync(TestContext.Current.CancellationToken);
    }

    private Dictionary<string, string?> CommandLine() => new() { ["Storage:Root"] = _folder.Path, ["Logging:LogLevel:Default"] = "Warning" };

    private Task<int> Run(Func<IHostApplicationLifetime, Part> part) => RunCommand.RunAsync(
        "status", Settings, services => services.AddHostedService(provider => part(provider.GetRequiredService<IHostApplicationLifetime>())), TestContext.Current.CancellationToken);

    private sealed class Part(IHostApplicationLifetime host, bool isTold, bool afterTheStart) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            if (afterTheStart)
                await Until(host.ApplicationStarted);
            if (isTold)
            {
                host.StopApplication();
                await Until(stoppingToken);
            }
            throw new FormatException("a part fails");
        }

        private static async Task Until(CancellationToken moment) => await Task.Delay(Timeout.Infinite, moment).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
