namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>One entry of a lexicon page: its title's parts, its phrases, and where it stands, for the sentence that says what to change.</summary>
internal sealed record LexiconEntry(string[] Title, List<string> Phrases, string Page, int Line)
{
    public string Name => Title[0];

    public string TitlePart(int index) => index < Title.Length ? Title[index] : "";

    public string Place => $"{Page}, line {Line}";
}
