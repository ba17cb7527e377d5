namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>A clock that stands still until it is moved on; timers and delays run on the real one.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;
}
