namespace CausalClipSeg.Reports;

/// <summary>What a site accepts of its senders; the defaults suit production.</summary>
public sealed class ReportReadingOptions
{
    public static ReportReadingOptions Default { get; } = new();

    /// <summary>Processing ids taken from MSH-11.1; T (training) and D (debugging) must be allowed on purpose.</summary>
    public IReadOnlyList<string> ProcessingIds { get; init; } = ["P"];

    /// <summary>The character set of messages whose MSH-18 is empty.</summary>
    public string DefaultCharacterSet { get; init; } = "ASCII";

    /// <summary>The zone of times that come without an offset.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;
}
