namespace CausalClipSeg.Persistence;

/// <summary>A study whose images have been seen: what a report is matched against.</summary>
public sealed class Study
{
    public required string StudyInstanceUid { get; init; }
    public string? AccessionNumber { get; set; }
    public string? PatientId { get; set; }
    public string? RequestedProcedureId { get; set; }
    public DateTimeOffset? StudyTime { get; set; }
    public required DateTimeOffset FirstSeenAt { get; init; }
}
