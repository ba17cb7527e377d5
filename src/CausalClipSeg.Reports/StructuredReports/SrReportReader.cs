namespace CausalClipSeg.Reports.StructuredReports;

/// <summary>Reads a DICOM SR document as a report: Basic Text SR, Enhanced SR, TID 2000 and other trees that hold narrative.</summary>
public static class SrReportReader
{
    public static ReportParseResult Read(SrDocument document)
    {
        var text = new ReportTextBuilder();
        SrText.AddTo(text, document.Root);
        if (text.Text.Length == 0)
            return ReportParseResult.Refused(new(ReportProblemKind.NoReadableText, "207",
                "The structured report holds no words: no TEXT, CODE or NUM item outside its context; send the report's text in TEXT items (PS3.16 TID 2000)."));
        return ReportParseResult.Of(new ParsedReport
        {
            Source = ReportSource.DicomSr,
            Status = Status(document),
            Text = text.Text,
            Sections = text.Sections,
            StudyInstanceUids = document.ReportedStudies.Count > 0 ? document.ReportedStudies : [document.StudyInstanceUid],
            AccessionNumbers = document.AccessionNumbers,
            PatientId = document.PatientId,
            PatientIdIssuer = document.PatientIdIssuer,
            RequestedProcedureId = document.RequestedProcedureId,
            PlacerOrderNumber = document.PlacerOrderNumber,
            FillerOrderNumber = document.FillerOrderNumber,
            ObservationTime = document.StudyTime,
            IssuedAt = document.ContentTime,
            CharacterSet = document.CharacterSet,
            MessageControlId = document.SopInstanceUid,
        });
    }

    // PS3.3 C.17.2.1: PARTIAL is not all of it; UNVERIFIED is attested by nobody, so it may still change, unless the flag calls it FINAL.
    private static ReportStatus Status(SrDocument document) => document switch
    {
        { CompletionFlag: "PARTIAL" } => ReportStatus.Partial,
        { PreliminaryFlag: "PRELIMINARY" } => ReportStatus.Preliminary,
        { VerificationFlag: "UNVERIFIED", PreliminaryFlag: not "FINAL" } => ReportStatus.Preliminary,
        { HasPredecessor: true } => ReportStatus.Corrected,
        _ => ReportStatus.Final,
    };
}
