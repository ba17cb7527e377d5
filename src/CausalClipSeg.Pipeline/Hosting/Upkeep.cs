using System.Data.Common;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Keeps the tables of messages small, in the background; every process may run it.</summary>
internal sealed class Upkeep(OutboxUpkeep messages, IOptions<StorageOptions> options, TimeProvider clock, ILogger<Upkeep> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        do
        {
            try
            {
                await messages.PurgeAsync(clock.GetUtcNow() - TimeSpan.FromDays(options.Value.KeepMessagesDays), stoppingToken).ConfigureAwait(false);
            }
            catch (DbException away)
            {
                log.DatabaseIsAway(away.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
