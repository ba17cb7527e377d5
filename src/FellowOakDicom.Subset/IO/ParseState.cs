namespace FellowOakDicom.IO.Reader;

/// <summary>Where a reader stands, for a caller who wants to stop before the pixels.</summary>
public sealed class ParseState
{
    public DicomTag Tag { get; set; } = DicomTag.Unknown;

    public DicomVR VR { get; set; } = DicomVR.UN;

    public int SequenceDepth { get; set; }
}
