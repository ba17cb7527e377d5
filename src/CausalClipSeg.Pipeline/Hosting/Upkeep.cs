using System.Data.Common;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Keeps the tables of messages and the spool small, in the background; every process may run it.</summary>
internal sealed partial class Upkeep(OutboxUpkeep messages, InstanceStore files, IOptions<StorageOptions> options, TimeProvider clock, ILogger<Upkeep> log) : BackgroundService
{
    /// <summary>Nothing is received so slowly: what stood still for as long was left by a process that ended, and its sender was never told that it is stored.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        do
        {
            ClearSpool();
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

    private void ClearSpool()
    {
        try
        {
            files.DeleteAbandoned(clock.GetUtcNow() - Abandoned);
        }
        catch (Exception failing) when (failing is IOException or UnauthorizedAccessException)
        {
            SpoolStays(failing.Message);
        }
    }

    [LoggerMessage(EventId = 9, Level = LogLevel.Warning, Message = "What was left in the spool is not taken away now: {Reason}")]
    private partial void SpoolStays(string reason);
}
