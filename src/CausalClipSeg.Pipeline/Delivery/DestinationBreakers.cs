using System.Collections.Concurrent;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Delivery;

/// <summary>
/// One breaker for each destination: after some failures in a row nothing is sent there but one probe at a time, on the schedule, so that a dead archive costs no
/// other anything. What it would have sent waits in the outbox meanwhile.
/// </summary>
public sealed class DestinationBreakers(IOptions<PacsOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Breaker> _breakers = new();

    /// <returns>Zero when the destination may be tried now, else how long the sender should wait.</returns>
    public TimeSpan Enter(string destination) => Of(destination).Enter(clock.GetUtcNow(), TimeSpan.FromSeconds(options.Value.TimeoutSeconds * 3));

    public void Answered(string destination) => Of(destination).Close();

    public void Failed(string destination, string error) => Of(destination).Fail(clock.GetUtcNow(), error, options.Value.BreakAfter, Pause);

    /// <summary>The destinations that have been tried, for the status page.</summary>
    public IReadOnlyList<DestinationState> States => [.. _breakers.Select(pair => pair.Value.State(pair.Key)).OrderBy(state => state.Destination, StringComparer.Ordinal)];

    /// <summary>The retry schedule: doubled from Pacs:RetrySeconds up to Pacs:LongestRetrySeconds, give or take a fifth, so that retries do not come in step.</summary>
    public TimeSpan Pause(int failures)
    {
        var seconds = Math.Min(options.Value.RetrySeconds * Math.Pow(2, Math.Min(failures - 1, 16)), options.Value.LongestRetrySeconds);
        return TimeSpan.FromSeconds(seconds * (0.8 + 0.4 * Random.Shared.NextDouble()));
    }

    private Breaker Of(string destination) => _breakers.GetOrAdd(destination, _ => new Breaker());

    private sealed class Breaker
    {
        private readonly Lock _gate = new();
        private int _failures;
        private DateTimeOffset? _openUntil;
        private DateTimeOffset? _since;
        private string? _lastError;

        public TimeSpan Enter(DateTimeOffset now, TimeSpan probe)
        {
            lock (_gate)
            {
                if (_openUntil is not { } until)
                    return TimeSpan.Zero;
                // A clock that was set back does not keep it open longer than a probe takes.
                if (until > now && until - now <= TimeSpan.FromHours(1))
                    return until - now;
                _openUntil = now + probe;
                return TimeSpan.Zero;
            }
        }

        public void Close()
        {
            lock (_gate)
                (_failures, _openUntil, _since, _lastError) = (0, null, null, null);
        }

        public void Fail(DateTimeOffset now, string error, int breakAfter, Func<int, TimeSpan> pause)
        {
            lock (_gate)
            {
                (_failures, _since, _lastError) = (_failures + 1, _since ?? now, error);
                if (_failures >= breakAfter)
                    _openUntil = now + pause(_failures);
            }
        }

        public DestinationState State(string destination)
        {
            lock (_gate)
                return new DestinationState(destination, _openUntil is not null, _failures, _since, _lastError);
        }
    }
}

/// <summary>How a destination has behaved of late: since when it has failed, how often in a row, and with what words.</summary>
public sealed record DestinationState(string Destination, bool IsOpen, int Failures, DateTimeOffset? FailingSince, string? LastError);
