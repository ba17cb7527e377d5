namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>A finding as the lexicon knows it; an empty id marks a phrase that only looks like one.</summary>
internal sealed record FindingTerm(string Id, FindingCode? Code)
{
    /// <summary>True for "the one on": the finding that the sentence named before.</summary>
    public bool IsRepeat => Id == "=";
}
