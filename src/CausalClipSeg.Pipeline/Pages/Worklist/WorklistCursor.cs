using System.Globalization;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The last case of a page, and where it stood then: in which stretch of the list, and by what it was ordered there. Case ids grow with time, so an id alone is a place as well.</summary>
/// <param name="Key">The time of the last change in ticks, or the model's version; null where the list is ordered by ids.</param>
public readonly record struct WorklistCursor(string Stretch, string? Key, Guid? Id)
{
    public static readonly WorklistCursor Start = new("", null, null);
    private const int IdLength = 32;

    public DateTimeOffset? ChangedAt =>
        long.TryParse(Key, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public static WorklistCursor At(WorklistRow row, WorklistFilter filter) => new(
        WorklistStretch.NameOf(row, filter),
        filter.Order.Column switch
        {
            WorklistColumn.Changed => row.UpdatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
            WorklistColumn.Model => row.ModelVersion,
            _ => null,
        },
        row.Id);

    public static WorklistCursor Parse(string? text)
    {
        if (text is not { Length: > IdLength } || text[^(IdLength + 1)] != '-' || !Guid.TryParseExact(text.AsSpan(text.Length - IdLength), "n", out var id))
            return Start;
        var place = text[..^(IdLength + 1)].Split(':', 2);
        return new WorklistCursor(place[0], place.ElementAtOrDefault(1), id);
    }

    public override string ToString() => Id is { } id ? $"{Stretch}{(Key is null ? "" : $":{Key}")}-{id:n}" : "";
}
