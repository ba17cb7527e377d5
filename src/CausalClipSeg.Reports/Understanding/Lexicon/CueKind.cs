namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>What a word or phrase does to the findings near it; the names are those of the entries in words.lexicon.</summary>
[Flags]
internal enum CueKind
{
    None = 0,
    DenyAfter = 1 << 0,
    DenyBefore = 1 << 1,
    DenyBoth = DenyAfter | DenyBefore,
    NoDenial = 1 << 2,
    DoubtAfter = 1 << 3,
    DoubtBefore = 1 << 4,
    PastAfter = 1 << 5,
    PastBefore = 1 << 6,
    Hypothetical = 1 << 7,
    Stop = 1 << 8,
    Verb = 1 << 9,
    With = 1 << 10,
    And = 1 << 11,
    Or = 1 << 12,
    Determiner = 1 << 13,
    Existing = 1 << 14,
    Purpose = 1 << 15,
    Preposition = 1 << 16,
    Reference = 1 << 17,
    Severity = 1 << 18,
    Gone = 1 << 19,
    WithJoined = 1 << 20,
    Reading = 1 << 21,
    Speculation = 1 << 22,
    Normal = 1 << 23,
    Echo = 1 << 24,
    Involved = 1 << 25,
    OtherSide = 1 << 26,
    View = 1 << 27,
    Asserting = 1 << 28,
}
