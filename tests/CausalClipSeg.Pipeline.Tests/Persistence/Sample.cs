using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Tests.Persistence;

/// <summary>Records that are valid and otherwise without meaning.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 3, 29, 1, 30, 0, TimeSpan.Zero);

    public static Study Study(string uid = "1.2.3") => new()
    {
        StudyInstanceUid = uid,
        AccessionNumber = "A1",
        PatientId = "P1",
        FirstSeenAt = Now,
    };

    public static SourceImage Image(string uid = "1.2.3.4", string study = "1.2.3", string? view = null) => new()
    {
        SopInstanceUid = uid,
        StudyInstanceUid = study,
        SeriesInstanceUid = "1.2.3.1",
        SopClassUid = "1.2.840.10008.5.1.4.1.1.1",
        TransferSyntaxUid = "1.2.840.10008.1.2.1",
        Modality = "CR",
        ViewPosition = view,
        Rows = 4,
        Columns = 6,
        FilePath = "1.2.3/1.2.3.4.dcm",
        ContentHash = new string('0', 64),
        Source = "C-STORE",
        ReceivedAt = Now,
    };

    public static ReportVersion Report(string key = "RIS/A1", int version = 1, string text = "Opacity in the left lower zone.", string? caveat = null) => new()
    {
        ReportKey = key,
        Version = version,
        Status = ReportStatus.Final,
        Text = text,
        Caveat = caveat,
        ContentHash = new string('1', 64),
        Source = "RIS",
        ReceivedAt = Now,
    };

    public static Finding Finding() => new()
    {
        Ordinal = 0,
        FindingId = "airspace-opacity",
        Assertion = "present",
        Side = "left",
        Zones = "lower",
        Sentence = "Opacity in the left lower zone.",
    };

    public static SegmentationCase Case(ReportVersion report, string image = "1.2.3.4", int revision = 1) => new SegmentationCase
    {
        SopInstanceUid = image,
        ReportKey = report.ReportKey,
        ReportVersionId = report.Id,
        Revision = revision,
        CreatedAt = Now,
    }.Begin(CaseState.Ready, "matched by study UID", Now);

    public static CaseSegment Segment(byte[] mask)
    {
        var segment = new CaseSegment
        {
            Number = 1,
            FindingId = "airspace-opacity",
            Label = "Opacity, left lower zone",
            Side = "left",
            Zones = "lower",
            Sentence = "Opacity in the left lower zone.",
            ReferringText = "unilateral pulmonary infection",
            TrackingUid = "2.25.1",
        };
        segment.Answer(rows: 4, columns: 6, mask.Count(p => p > 0), meanProbability: 0.75, MaskBlob.Pack(mask));
        return segment;
    }

    public static ModelRecord Model(string version) => new()
    {
        Name = "chest",
        Version = version,
        WeightsSha256 = new string('2', 64),
        Path = $"models/{version}",
        CreatedAt = Now,
    };

    /// <summary>A study, an image, a report and a case on them.</summary>
    public static async Task<SegmentationCase> StoreCase(TestDatabase database)
    {
        var report = Report();
        var made = Case(report);
        await database.Store.InTransactionAsync(db =>
        {
            db.Add(Study());
            db.Add(Image());
            db.Add(report);
            db.Add(made);
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);
        return made;
    }
}
