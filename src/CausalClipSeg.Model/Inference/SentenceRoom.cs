namespace CausalClipSeg.Model;

/// <summary>
/// Whether a bundle reads the longest sentence of its own grammar to the end. Where it does not, the last words, often a side, have no part in an answer.
/// </summary>
/// <param name="Longest">Tokens of that sentence, start and end included.</param>
/// <param name="Read">Tokens that the network reads.</param>
public sealed record SentenceRoom(int Longest, int Read)
{
    public bool IsEnough => Longest <= Read;

    /// <exception cref="BundleException">The bundle has no tokenizer.</exception>
    public static SentenceRoom Of(ModelBundle bundle)
    {
        var (grammar, ends) = (bundle.Manifest.CaptionGrammar, 2);
        string[] everywhere = [.. grammar.Zones];
        return new SentenceRoom(bundle.LoadTokenizer().Encode(grammar.Compose(everywhere, everywhere)).Count + ends, bundle.Manifest.Geometry.WordLength);
    }
}
