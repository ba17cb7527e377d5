using CausalClipSeg.Dicom;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>The UIDs of what a label becomes in the archive: derived from the label, so that whoever ends a case can name them before anything is made.</summary>
public static class ReviewUids
{
    /// <summary>The person's SEG.</summary>
    public static string Segmentation(Guid label) => DerivedUid.Create("review", label.ToString());

    /// <summary>The Key Object that rejects the person's SEG.</summary>
    public static string Rejection(Guid label) => RejectionOf(Segmentation(label));

    /// <summary>The Key Object that rejects a SEG, a case's or a person's.</summary>
    public static string RejectionOf(string segSopInstanceUid) => DerivedUid.Create("rejection", segSopInstanceUid);
}
