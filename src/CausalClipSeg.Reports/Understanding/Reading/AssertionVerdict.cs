namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>What the words around a finding make of it, and which words they were; IsAsked marks what was looked for and not seen, SpeculationAt where a guess at an earlier finding begins.</summary>
internal readonly record struct AssertionVerdict(FindingAssertion Assertion, bool IsPast, bool IsAsked, int SpeculationAt, List<CueHit> Because);
