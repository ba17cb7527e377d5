using CausalClipSeg.Dicom.Segmentations;

namespace CausalClipSeg.Dicom.KeyObjects;

/// <summary>Why an object does not stand (PS3.16 CID 7011, Rejected for Quality Reasons and its neighbours).</summary>
public enum RejectionReason
{
    /// <summary>A newer result replaces it.</summary>
    Quality,

    /// <summary>It belongs to a report that was taken back, perhaps another patient's: archives hide it from everybody.</summary>
    PatientSafety,
}

/// <summary>What goes into one rejection note.</summary>
public sealed record RejectionContent
{
    public required string SopInstanceUid { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public required RejectionReason Reason { get; init; }

    /// <summary>Free text, without anything about the patient.</summary>
    public required string Description { get; init; }

    public required Equipment Equipment { get; init; }

    /// <summary>In the site's zone: it is written so where the source states none of its own.</summary>
    public required DateTimeOffset ContentTime { get; init; }

    internal CodedConcept Title => Reason == RejectionReason.PatientSafety
        ? new CodedConcept("113037", "DCM", "Rejected for Patient Safety Reasons")
        : new CodedConcept("113001", "DCM", "Rejected for Quality Reasons");
}
