namespace CausalClipSeg.Dicom.Images;

/// <summary>Why a data set gives no picture: what the caller does next depends on it.</summary>
public enum ImageRefusalKind
{
    /// <summary>There is no image in it: a report, a presentation state, a data set without pixels.</summary>
    NotAnImage,

    /// <summary>A valid image of a kind that is not read here.</summary>
    Unsupported,

    /// <summary>The codec's native library is not installed on this machine.</summary>
    CodecMissing,

    /// <summary>The image breaks the rules of the standard or ends early.</summary>
    Damaged,
}

/// <summary>An expected refusal of an image: recorded and shown, never thrown; the sentence says what, where, and what to do.</summary>
public sealed record ImageRefusal(ImageRefusalKind Kind, string Reason)
{
    public override string ToString() => Reason;
}
