namespace CausalClipSeg.Reports.Coded;

/// <summary>What a coded value says of the finding that it stands beside; of two answers the later one here stands.</summary>
internal enum CodedAnswer
{
    /// <summary>The value is no answer but a finding, a place or a property of its own.</summary>
    None,

    /// <summary>Not asked, or not to be told: of the finding nothing is said.</summary>
    Untold,
    Present,
    Probable,
    Possible,
    Unlikely,
    Absent,
}
