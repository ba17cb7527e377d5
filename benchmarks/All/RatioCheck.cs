using System.Globalization;

namespace CausalClipSeg.Benchmarks.All;

/// <summary>One ratio, or one count of what must be none, as it is committed and as it was measured just now.</summary>
internal sealed record RatioCheck(string Verb, string Name, double Committed, double? Measured, bool IsLost)
{
    public string Sentence => string.Create(CultureInfo.InvariantCulture,
        $"{(IsLost ? "LOST " : "kept ")} {Verb} {Name}: {Committed:0.###} committed, {(Measured is { } now ? $"{now:0.###} now" : "not measured any more")}");

    /// <summary>Of a ratio higher is better; of what must be none, one is too many, whatever is committed. What is no longer measured is lost as well.</summary>
    public static IEnumerable<RatioCheck> Of(Figures committed, Figures fresh, double tolerance) =>
    [
        .. Of(committed.Verb, committed.Ratios, fresh.Ratios, (before, now) => now < before * (1 - tolerance)),
        .. Of(committed.Verb, committed.Nones, fresh.Nones, (_, now) => now > 0),
    ];

    private static IEnumerable<RatioCheck> Of(string verb, IEnumerable<(string Name, double Value)> committed, IEnumerable<(string Name, double Value)> fresh, Func<double, double, bool> isLost)
    {
        var now = fresh.ToDictionary(figure => figure.Name, figure => figure.Value);
        foreach (var (name, value) in committed)
            yield return now.TryGetValue(name, out var measured)
                ? new(verb, name, value, measured, isLost(value, measured))
                : new(verb, name, value, null, true);
    }
}
