namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// What a server that may take its time answered last, for probes that have a second: asked again where the answer is old, one question at a time, and waited for half a second. The answer that
/// takes longer is for whoever looks next.
/// </summary>
/// <param name="ask">What is wrong with the server, or null.</param>
/// <param name="fresh">How long an answer counts.</param>
/// <param name="patience">How long the answer before counts while the next is awaited.</param>
/// <param name="silence">What is wrong after that.</param>
internal sealed class LatestAnswer(Func<Task<string?>> ask, TimeSpan fresh, TimeSpan patience, string silence, TimeProvider clock)
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(500);
    private readonly Lock _gate = new();
    private (long At, string? Problem)? _last;
    private (long At, Task<string?> Answer)? _asking;

    /// <returns>Not known before the first answer has come.</returns>
    public async Task<(bool IsKnown, string? Problem)> GetAsync()
    {
        (long At, Task<string?> Answer) asking;
        lock (_gate)
        {
            if (_last is { } latest && clock.GetElapsedTime(latest.At) < fresh)
                return (true, latest.Problem);
            asking = _asking ??= (clock.GetTimestamp(), Task.Run(AskAsync));
        }
        if (await Task.WhenAny(asking.Answer, Task.Delay(Quick, clock)).ConfigureAwait(false) == asking.Answer)
            return (true, await asking.Answer.ConfigureAwait(false));
        lock (_gate)
            return clock.GetElapsedTime(asking.At) > patience ? (true, silence) : (_last is not null, _last?.Problem);
    }

    private async Task<string?> AskAsync()
    {
        try
        {
            var problem = await ask().ConfigureAwait(false);
            lock (_gate)
                _last = (clock.GetTimestamp(), problem);
            return problem;
        }
        finally
        {
            lock (_gate)
                _asking = null;
        }
    }
}
