namespace CausalClipSeg.Persistence;

/// <summary>What a status obliges the pipeline to do, said once.</summary>
public static class ReportStatusMeaning
{
    /// <summary>The report may still change: P, and A or R.</summary>
    public static bool IsPreliminary(this ReportStatus status) => status is ReportStatus.Preliminary or ReportStatus.Partial;

    /// <summary>What was said before does not stand: wrong patient, deleted, cancelled.</summary>
    public static bool Withdraws(this ReportStatus status) => status is ReportStatus.WrongPatient or ReportStatus.Deleted or ReportStatus.Cancelled;
}
