namespace CausalClipSeg.Reports.Understanding.Lexicon;

/// <summary>What a word contributes to a place in the chest.</summary>
internal enum PlaceKind
{
    /// <summary>A side of the patient.</summary>
    Side,

    /// <summary>A zone of the lung, perhaps with its side (RLL, lingula, bibasilar).</summary>
    Zone,

    /// <summary>A noun that carries sides and zones: lung, lobe, hemithorax.</summary>
    Region,

    /// <summary>A word that may stand inside a place: and, of the, aspect, greater than.</summary>
    Link,

    /// <summary>and, or, comma: parts two places that one phrase lists.</summary>
    Join,

    /// <summary>greater than, more than: the sides around it are one pair.</summary>
    Compare,

    /// <summary>to, through: from one zone to another.</summary>
    Range,

    /// <summary>R, L: a side where a place or a finding follows.</summary>
    Initial,

    /// <summary>All of a lung: throughout, entire, whole.</summary>
    Whole,

    /// <summary>Looks like a place and is none of a lung's: upper abdomen, right heart border, left ventricle.</summary>
    Elsewhere,

    /// <summary>A noun that takes the place beside it for itself: drain, lobectomy, shift.</summary>
    Thing,

    /// <summary>What a finding hides and so where it is: obscuring the left heart border.</summary>
    Sign,

    /// <summary>clear, normal, well aerated: the place beside it has nothing in it.</summary>
    Free,

    /// <summary>not, without, none: the place behind it is taken out of those before.</summary>
    Except,

    /// <summary>sparing, spared: so is the place on either side of it.</summary>
    Spared,
}
