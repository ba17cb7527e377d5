namespace CausalClipSeg.Reports.Documents;

/// <summary>What an enclosed document says, or what it is that it says nothing.</summary>
/// <param name="Sections">The document's parts in order; one without a heading for plain text.</param>
/// <param name="Obstacle">Completes "The text is …", where nothing could be read.</param>
internal sealed record DocumentWords(IReadOnlyList<ReportSection> Sections, string? Obstacle)
{
    public static DocumentWords Plain(string text) => new([new("", "", text)], null);

    public static DocumentWords None(string obstacle) => new([], obstacle);
}
