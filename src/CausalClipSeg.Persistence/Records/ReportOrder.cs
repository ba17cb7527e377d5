namespace CausalClipSeg.Persistence;

/// <summary>Which of two versions of a report stands, however they were sent, repeated and overtaken on their way.</summary>
public static class ReportOrder
{
    /// <summary>The sender's time decides; at the same time a correction stands over a final report and a withdrawal over both; else the later arrival.</summary>
    /// <remarks>A correction always follows what it corrects, whatever the clocks say.</remarks>
    public static bool Follows(this ReportVersion later, ReportVersion earlier) =>
        (later.Status == ReportStatus.Corrected && Rank(earlier.Status) <= 1)
        || (later.IssuedAt ?? later.ReceivedAt, Rank(later.Status), later.Version)
            .CompareTo((earlier.IssuedAt ?? earlier.ReceivedAt, Rank(earlier.Status), earlier.Version)) > 0;

    private static int Rank(ReportStatus status) => status switch
    {
        ReportStatus.Preliminary or ReportStatus.Partial => 0,
        ReportStatus.Corrected => 2,
        ReportStatus.WrongPatient or ReportStatus.Deleted or ReportStatus.Cancelled => 3,
        _ => 1,
    };
}
