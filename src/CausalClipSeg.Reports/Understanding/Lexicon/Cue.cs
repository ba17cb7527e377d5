namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>A cue phrase and what it does.</summary>
internal sealed record Cue(CueKind Kind, string Phrase);
