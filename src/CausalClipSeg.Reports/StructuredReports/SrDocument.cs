namespace CausalClipSeg.Reports.StructuredReports;

/// <summary>A DICOM SR document as far as a report is concerned (PS3.3 C.17.2, C.17.3), without DICOM itself: whoever has the data set fills it in.</summary>
public sealed record SrDocument
{
    /// <summary>Basic Text, Enhanced, Comprehensive and Comprehensive 3D SR Storage (PS3.4 B.5): documents that radiologists write.</summary>
    public static IReadOnlyList<string> SopClasses { get; } =
        ["1.2.840.10008.5.1.4.1.1.88.11", "1.2.840.10008.5.1.4.1.1.88.22", "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.88.34"];

    public required string SopInstanceUid { get; init; }

    public required string StudyInstanceUid { get; init; }

    /// <summary>Studies that requests and evidence name; where there are any, the report is about these.</summary>
    public IReadOnlyList<string> ReportedStudies { get; init; } = [];

    public IReadOnlyList<string> AccessionNumbers { get; init; } = [];

    public string? PatientId { get; init; }

    public string? PatientIdIssuer { get; init; }

    public string? RequestedProcedureId { get; init; }

    public string? PlacerOrderNumber { get; init; }

    public string? FillerOrderNumber { get; init; }

    /// <summary>Completion Flag (0040,A491): PARTIAL or COMPLETE.</summary>
    public string CompletionFlag { get; init; } = "";

    /// <summary>Verification Flag (0040,A493): UNVERIFIED or VERIFIED.</summary>
    public string VerificationFlag { get; init; } = "";

    /// <summary>Preliminary Flag (0040,A496): PRELIMINARY or FINAL; often absent.</summary>
    public string PreliminaryFlag { get; init; } = "";

    /// <summary>True where the document names documents that it replaces (0040,A360).</summary>
    public bool HasPredecessor { get; init; }

    public DateTimeOffset? ContentTime { get; init; }

    public DateTimeOffset? StudyTime { get; init; }

    public string? CharacterSet { get; init; }

    public required SrItem Root { get; init; }
}
