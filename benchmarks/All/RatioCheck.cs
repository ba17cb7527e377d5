using System.Globalization;

namespace CausalClipSeg.Benchmarks.All;

/// <summary>One ratio as it is committed and as it was measured just now.</summary>
internal sealed record RatioCheck(string Verb, string Name, double Committed, double? Measured, bool IsLost)
{
    public string Sentence => string.Create(CultureInfo.InvariantCulture,
        $"{(IsLost ? "LOST " : "kept ")} {Verb} {Name}: {Committed:0.###} committed, {(Measured is { } now ? $"{now:0.###} now" : "not measured any more")}");

    /// <summary>Higher is better; a ratio that is no longer measured is lost as well.</summary>
    public static IEnumerable<RatioCheck> Of(Figures committed, Figures fresh, double tolerance)
    {
        var now = fresh.Ratios.ToDictionary(ratio => ratio.Name, ratio => ratio.Value);
        foreach (var (name, value) in committed.Ratios)
            yield return now.TryGetValue(name, out var measured)
                ? new(committed.Verb, name, value, measured, measured < value * (1 - tolerance))
                : new(committed.Verb, name, value, null, true);
    }
}
