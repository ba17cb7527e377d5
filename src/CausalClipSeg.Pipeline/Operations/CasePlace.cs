using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>
/// A place in the list of cases, the last changed first: a moment, and the case among those that changed in it. Many change in one moment where an operator moves
/// several at once; by the moment alone a page would end in the middle of them.
/// </summary>
public sealed record CasePlace(DateTimeOffset At, Guid? Case) : IParsable<CasePlace>
{
    /// <summary>A moment (2026-11-27T10:15:00Z), or one with a slash and a case's id.</summary>
    public static CasePlace Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var place) ? place : throw new FormatException($"'{s}' is neither a moment (2026-11-27T10:15:00Z) nor one with a slash and the id of a case.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out CasePlace result)
    {
        result = null;
        var parts = s?.Split('/', 2) ?? [];
        var (moment, id) = (parts.ElementAtOrDefault(0), parts.ElementAtOrDefault(1));
        // A plus that was not escaped in an address arrives as a blank.
        if (!DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && !DateTimeOffset.TryParse(moment?.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
            return false;
        var isNamed = Guid.TryParse(id, out var last);
        if (id is not null && !isNamed)
            return false;
        result = new CasePlace(at, isNamed ? last : null);
        return true;
    }

    public override string ToString() => Case is { } id ? string.Create(CultureInfo.InvariantCulture, $"{At:O}/{id}") : At.ToString("O", CultureInfo.InvariantCulture);
}
