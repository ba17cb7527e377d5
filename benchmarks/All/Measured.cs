namespace CausalClipSeg.Benchmarks.All;

/// <summary>The figures of one measurement, the command that makes them, and when it made these.</summary>
/// <param name="When">Day and load, since a page may hold sections of several days.</param>
internal sealed record Measured(string Command, string When, Figures Figures);
