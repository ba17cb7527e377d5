namespace CausalClipSeg.Tests;

/// <summary>A clock that goes where the test sets it.</summary>
internal sealed class StandingClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}
