namespace CausalClipSeg.Reports;

/// <summary>Says in which form a report came, because operators ask and conformance statements answer for each form.</summary>
public enum ReportSource
{
    /// <summary>An HL7 v2 ORU message.</summary>
    Hl7V2,

    /// <summary>A FHIR R4 DiagnosticReport.</summary>
    Fhir,

    /// <summary>A DICOM Structured Report.</summary>
    DicomSr,

    /// <summary>Our own plain JSON event.</summary>
    Event,
}
