namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>One half of paired phrases: which pairs it belongs to and what each names.</summary>
internal sealed record PairHalf(Dictionary<int, FindingTerm> Terms)
{
    /// <summary>What this half and another name together, or null.</summary>
    public FindingTerm? With(PairHalf second)
    {
        foreach (var (pair, term) in Terms)
            if (second.Terms.ContainsKey(pair)) return term;
        return null;
    }
}
