namespace FellowOakDicom;

/// <summary>A range of dates or times as queries write it (PS3.4 section C.2.2.2.5): from-, -to or from-to.</summary>
public sealed class DicomDateRange(DateTime minimum, DateTime maximum)
{
    public DateTime Minimum { get; } = minimum;

    public DateTime Maximum { get; } = maximum;

    public bool Contains(DateTime value) => value >= Minimum && value <= Maximum;

    internal static DicomDateRange Parse(string text, Func<string, DateTime> date)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0) return new DicomDateRange(date(text.Trim()), date(text.Trim()));
        var from = text[..dash].Trim();
        var to = text[(dash + 1)..].Trim();
        return new DicomDateRange(from.Length == 0 ? DateTime.MinValue : date(from), to.Length == 0 ? DateTime.MaxValue : date(to));
    }
}
