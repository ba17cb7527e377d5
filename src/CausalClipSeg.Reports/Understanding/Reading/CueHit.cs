using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>A cue where it stands in a sentence.</summary>
internal readonly record struct CueHit(Cue Cue, int Start, int End)
{
    public bool Is(CueKind kind) => (Cue.Kind & kind) != 0;
}
