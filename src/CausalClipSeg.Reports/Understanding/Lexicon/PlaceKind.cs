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

    /// <summary>All of a lung: throughout, entire, whole.</summary>
    Whole,

    /// <summary>Looks like a place and is none of a lung's: upper abdomen, right heart border, left ventricle.</summary>
    Elsewhere,
}
