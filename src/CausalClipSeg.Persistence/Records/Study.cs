namespace CausalClipSeg.Persistence;

/// <summary>A study whose images have been seen: what a report is matched against.</summary>
public sealed class Study
{
    public required string StudyInstanceUid { get; init; }
    public string? AccessionNumber { get; set; }
    public string? PatientId { get; set; }

    /// <summary>The patient as an import's manifest names him; before <see cref="PatientId"/> this decides the side of the split, since anonymised files say nothing or all the same.</summary>
    public string? ImportedPatient { get; set; }
    public string? RequestedProcedureId { get; set; }
    public DateTimeOffset? StudyTime { get; set; }
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>Until when further images are waited for; a late image sets it anew. Null where the rule does not wait.</summary>
    public DateTimeOffset? QuietUntil { get; private set; }

    /// <summary>0 until the images were complete for the first time; a late image makes the next revision.</summary>
    public int Revision { get; private set; }

    /// <summary>An image has arrived: the study counts as complete when none follows until then.</summary>
    public void Reopen(DateTimeOffset quietUntil) => QuietUntil = quietUntil;

    public void Complete() => (QuietUntil, Revision) = (null, Revision + 1);
}
