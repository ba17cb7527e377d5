namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>The real clock, as an administrator or a time server sets it: forth and back at once. Timers and delays run on.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _offset;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <summary>An hour forth, two back, one forth, with pauses between.</summary>
    public async Task JumpAboutAsync(TimeSpan pause)
    {
        foreach (var hours in new[] { 1, -2, 1 })
        {
            await Task.Delay(pause);
            Jump(TimeSpan.FromHours(hours));
        }
    }
}
