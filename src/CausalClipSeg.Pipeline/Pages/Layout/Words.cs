using System.Globalization;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The product's terms as people read them.</summary>
internal static class Words
{
    public static string State(CaseState state) => state switch
    {
        CaseState.Ready => "waiting",
        CaseState.WaitingForImages => "waits for images",
        CaseState.WaitingForReport => "waits for report",
        CaseState.OutsideModel => "outside model",
        _ => state.ToString().ToLowerInvariant(),
    };

    /// <summary>What the state means for whoever waits for a result.</summary>
    public static string Outcome(CaseState state) => state switch
    {
        CaseState.Ready => "Waits for the network",
        CaseState.Segmenting => "Is being segmented",
        CaseState.Delivering => "On its way to the PACS",
        CaseState.WaitingForImages => "Waits for its images",
        CaseState.WaitingForReport => "Waits for its report",
        CaseState.Delivered => "Stored",
        CaseState.Dropped => "Dropped by an operator",
        CaseState.Negative => "Nothing to show",
        CaseState.OutsideModel => "Not a task for this model",
        CaseState.Parked => "Parked: needs somebody",
        CaseState.Failed => "Failed: needs somebody",
        CaseState.Withdrawn => "Withdrawn",
        CaseState.Superseded => "Replaced by a later version",
        _ => state.ToString(),
    };

    /// <summary>The shape that stands beside the colour of a state, for those who do not see the colour.</summary>
    public static string Mark(CaseState state) => state switch
    {
        CaseState.Delivered => "✓",
        CaseState.Negative => "∅",
        CaseState.OutsideModel => "◇",
        CaseState.Parked => "‖",
        CaseState.Failed => "✕",
        CaseState.Withdrawn or CaseState.Dropped => "↩",
        CaseState.Superseded => "↻",
        _ => "…",
    };

    public static string Finding(string id) => id.Length == 0 ? "" : char.ToUpperInvariant(id[0]) + id[1..].Replace('-', ' ');

    public static string Side(string side) => side is "none" or "" ? "side not named" : side;

    public static string Verdict(LabelVerdict verdict) => verdict switch
    {
        LabelVerdict.Drawn => "Redrawn",
        LabelVerdict.WrongSide => "Wrong side",
        _ => verdict.ToString(),
    };

    /// <summary>4 s, 3 min, 5 h, 2 d.</summary>
    public static string Duration(TimeSpan span)
    {
        var text = span.TotalSeconds switch
        {
            < 0 => "0 s",
            < 1 => $"{span.TotalMilliseconds:0} ms",
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
            < 60 => $"{span.TotalSeconds:0} s",
            < 3600 => $"{span.TotalMinutes:0} min",
            < 86400 => $"{span.TotalHours:0} h",
            _ => $"{span.TotalDays:0} d",
        };
        return text;
    }

    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', ' ');

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");
}
