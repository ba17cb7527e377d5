namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>One entry of a lexicon page: its title's parts and its phrases.</summary>
internal sealed record LexiconEntry(string[] Title, List<string> Phrases)
{
    public string Name => Title[0];

    public string TitlePart(int index) => index < Title.Length ? Title[index] : "";
}
