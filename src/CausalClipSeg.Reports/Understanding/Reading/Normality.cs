using CausalClipSeg.Reports.Understanding.Lexicon;
using CausalClipSeg.Reports.Understanding.Text;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Finds what says that all is well without naming a finding: "Normal chest.", "No acute abnormality."</summary>
internal static class Normality
{
    private const int DenialReach = 8;

    public static bool IsStated(ReadOnlySpan<Token> tokens, PhraseTrie<Cue> cues)
    {
        var denied = -DenialReach - 1;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (cues.Longest(tokens, i, out var length) is not { } cue) continue;
            if (cue.Kind.HasFlag(CueKind.General) && i - denied <= DenialReach) return true;
            if ((cue.Kind.HasFlag(CueKind.Normal) || (cue.Kind.HasFlag(CueKind.Gone) && cue.Phrase.EndsWith("clear", StringComparison.Ordinal))) && i > denied) return true;
            i += length - 1;
            if (cue.Kind.HasFlag(CueKind.DenyAfter)) denied = i + 1;
        }

        return false;
    }
}
