namespace CausalClipSeg.Reports.Understanding.Text;

/// <summary>
/// Knows which section a sentence stands in, and where one that reports nothing (history, technique, comparison …) ends without a further heading: many reports
/// go straight on to what was seen. Where findings have a heading of their own they stand there.
/// </summary>
internal sealed class Sections(string text, List<Token> tokens, HeadingReader headings)
{
    private static readonly WordSet _examinations = new("ct", "mri", "pet", "chest", "radiograph", "radiographs", "x", "xray", "cxr", "film", "films", "study", "studies", "exam", "examination", "prior", "previous", "none", "pa", "ap", "portable", "single", "two", "comparison", "compared");

    private bool? _hasFindings;
    private int _sentences;

    public ReportPart Part { get; private set; } = ReportPart.Seen;

    public string Name { get; private set; } = "";

    private bool MayGoOver => Part == ReportPart.NotSeen && Name != "recommendation" && !(_hasFindings ??= HasFindings());

    /// <summary>A heading was met.</summary>
    public void Open(Heading heading)
    {
        if (heading.Part is { } part) (Part, Name, _sentences) = (part, heading.Section, 0);
        else if (MayGoOver) GoOver();
    }

    /// <summary>A blank line was met.</summary>
    public void BlankLine()
    {
        if (_sentences > 0 && MayGoOver) GoOver();
    }

    /// <summary>A sentence begins at a token.</summary>
    public void Sentence(int first, int end)
    {
        if (Part == ReportPart.NotSeen && (SaysWhatIsThere(first, end) || GoesOnFromComparison(first))) GoOver();
        _sentences++;
    }

    private void GoOver() => (Part, Name) = (ReportPart.Seen, "findings");

    private bool HasFindings()
    {
        for (var i = 0; i < tokens.Count; i++)
            if (headings.At(i) is { Section: "findings", Part: not null }) return true;
        return false;
    }

    // "There is …" tells what was seen; of a history it does so only where nothing else does.
    private bool SaysWhatIsThere(int first, int end)
    {
        if (Name is not ("comparison" or "technique") && !(_sentences > 0 && MayGoOver)) return false;
        return first + 1 < end
            && (Is(first, "there") && (Is(first + 1, "is") || Is(first + 1, "are") || Is(first + 1, "has") || Is(first + 1, "have"))
            || Is(first, "no") && (Is(first + 1, "evidence") || Is(first + 1, "focal") || Is(first + 1, "acute"))
            || Is(first, "the") && first + 2 < tokens.Count && (Is(first + 1, "heart") || Is(first + 1, "lungs") || Is(first + 1, "cardiomediastinal") || Is(first + 1, "cardiac")));
    }

    // "COMPARISON: 3/4/2020. The opacity has improved since then.": only another examination is still compared with.
    private bool GoesOnFromComparison(int first) =>
        Name is "comparison" or "technique" && _sentences > 0 && MayGoOver && tokens[first].Kind == TokenKind.Word && !_examinations.Has(Word(first));

    private ReadOnlySpan<char> Word(int token) => text.AsSpan(tokens[token].Start, tokens[token].Length);

    private bool Is(int token, string word) => Word(token).Equals(word, StringComparison.OrdinalIgnoreCase);
}
