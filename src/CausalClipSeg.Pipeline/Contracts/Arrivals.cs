namespace CausalClipSeg.Pipeline.Contracts;

/// <summary>
/// An outside system says that an image exists. It names where the instance can be read: a file below a shared folder,
/// a WADO-RS address, or nothing, in which case the configured PACS is asked. Contract: docs/events/image-arrived.schema.json.
/// </summary>
public sealed record ImageArrived
{
    /// <summary>Study Instance UID (0020,000D).</summary>
    public string? StudyInstanceUid { get; init; }

    /// <summary>Series Instance UID (0020,000E).</summary>
    public string? SeriesInstanceUid { get; init; }

    /// <summary>SOP Instance UID (0008,0018).</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>A DICOM Part 10 file below one of the folders in Intake:SharedFolders.</summary>
    public string? Path { get; init; }

    /// <summary>A WADO-RS address of the instance, below Pacs:DicomWeb.</summary>
    public string? RetrieveUrl { get; init; }
}

/// <summary>
/// An outside system hands over a radiology report. Contract: docs/events/report-arrived.schema.json.
/// </summary>
public sealed record ReportArrived
{
    /// <summary>The sender's identifier of the report over all its versions; the accession number stands in when absent.</summary>
    public string? ReportId { get; init; }

    /// <summary>Identifies this delivery; the same id with the same content has no second effect.</summary>
    public string? MessageControlId { get; init; }

    public string? StudyInstanceUid { get; init; }

    public string? AccessionNumber { get; init; }

    /// <summary>Every study, where one report is on several; <see cref="StudyInstanceUid"/> need not be repeated here.</summary>
    public IReadOnlyList<string>? StudyInstanceUids { get; init; }

    /// <summary>Every accession number, where one report answers several orders.</summary>
    public IReadOnlyList<string>? AccessionNumbers { get; init; }

    public string? RequestedProcedureId { get; init; }

    public string? PatientId { get; init; }

    /// <summary>When the examination took place, for matching by patient and time where the site allows it.</summary>
    public DateTimeOffset? ObservationTime { get; init; }

    /// <summary>HL7 table 0123: P, F, C, A, R, W, U, D, X. F when absent.</summary>
    public string? Status { get; init; }

    /// <summary>The narrative text, sections as headings.</summary>
    public string? Text { get; init; }

    /// <summary>When the sender made this version, by its own clock. With it, versions keep their order however they travel.</summary>
    public DateTimeOffset? IssuedAt { get; init; }
}

/// <summary>An image is in our store and its record is committed; matching may begin.</summary>
public sealed record ImageStored(string SopInstanceUid);

/// <summary>A version of a report is committed; matching may begin, or begins again.</summary>
/// <param name="Unmerged">True where it was matched through a merge of patients that was taken back: it is matched anew, and what it no longer speaks of does not stand.</param>
public sealed record ReportRecorded(Guid ReportVersionId, bool Unmerged = false);

/// <summary>A merge of two patient numbers is committed, or that it was taken back; what depends on it is looked at again.</summary>
public sealed record PatientsReconciled(Guid MergeId);
