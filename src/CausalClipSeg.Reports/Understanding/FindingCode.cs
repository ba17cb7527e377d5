namespace CausalClipSeg.Reports.Understanding;

/// <summary>The finding in a public vocabulary, so that a SEG segment and other systems name it alike.</summary>
public sealed record FindingCode(string Value, string Scheme, string Meaning);
