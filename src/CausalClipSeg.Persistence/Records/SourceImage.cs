namespace CausalClipSeg.Persistence;

/// <summary>A radiograph that is stored durably: acknowledged to its sender, and the source of whatever is segmented on it.</summary>
public sealed class SourceImage
{
    public required string SopInstanceUid { get; init; }
    public required string StudyInstanceUid { get; init; }
    public required string SeriesInstanceUid { get; init; }
    public required string SopClassUid { get; init; }
    public required string TransferSyntaxUid { get; init; }
    public required string Modality { get; init; }
    public required int Rows { get; init; }
    public required int Columns { get; init; }
    public string? ViewPosition { get; init; }
    public string? PatientOrientation { get; init; }

    /// <summary>Manufacturer and model of the device (0008,0070 and 0008,1090), by which the model is also judged.</summary>
    public string? Device { get; init; }

    /// <summary>Patient's Sex (0010,0040): "F", "M" or "O"; null where the image does not say. The model is judged by it too.</summary>
    public string? PatientSex { get; init; }

    /// <summary>Age in whole years when the image was made; null where the image does not say. The model is judged by it too.</summary>
    public int? PatientAge { get; init; }

    /// <summary>Relative to the storage root, so that the store can move.</summary>
    public required string FilePath { get; set; }

    /// <summary>SHA-256 of the data set as it came, without the file meta information, lower-case hexadecimal.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The door it came through: "C-STORE", "DICOMweb", "AMQP".</summary>
    public required string Source { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>W3C trace context of its arrival: the trace of a case links to those of both its halves.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The completeness of its study that counted this image in (<see cref="Study.Revision"/>); null until then.</summary>
    public int? StudyRevision { get; set; }

    /// <summary>When its first case was opened; null while no report that speaks of it has come.</summary>
    public DateTimeOffset? MetAt { get; set; }
}
