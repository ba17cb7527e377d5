using CausalClipSeg.Persistence;

namespace CausalClipSeg.Tests;

/// <summary>Cases that lie a minute apart, without pictures: enough for lists.</summary>
internal static class ManyCases
{
    /// <param name="apart">A minute where it is not said.</param>
    public static Task Add(PipelineStore store, int count, Func<int, CaseState> state, TimeSpan? apart = null) => store.InTransactionAsync(db =>
    {
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < count; i++)
            Add(db, i, state(i), now.AddSeconds(-30) - i * (apart ?? TimeSpan.FromMinutes(1)));
        return Task.CompletedTask;
    }, TestContext.Current.CancellationToken);

    private static void Add(PipelineDbContext db, int index, CaseState state, DateTimeOffset at)
    {
        var (study, image) = ($"2.25.1{index:D8}", $"2.25.2{index:D8}");
        db.Studies.Add(new Study { StudyInstanceUid = study, AccessionNumber = $"ACC{index}", PatientId = $"PID{index}", FirstSeenAt = at });
        db.SourceImages.Add(new SourceImage
        {
            SopInstanceUid = image, StudyInstanceUid = study, SeriesInstanceUid = $"2.25.3{index:D8}", SopClassUid = "1.2.840.10008.5.1.4.1.1.1.1", TransferSyntaxUid = "1.2.840.10008.1.2.1",
            Modality = "DX", Rows = 10, Columns = 10, FilePath = $"{index}", ContentHash = "", Source = "C-STORE", ReceivedAt = at,
        });
        var report = new ReportVersion { ReportKey = $"R{index}", Version = 1, Status = ReportStatus.Final, Text = "", ContentHash = "", Source = "test", ReceivedAt = at };
        db.ReportVersions.Add(report);
        var added = new SegmentationCase
        {
            Id = Guid.CreateVersion7(at), SopInstanceUid = image, ReportKey = report.ReportKey, ReportVersionId = report.Id, Revision = 1, CreatedAt = at,
            ModelVersion = index % 10 == 3 ? "0.2.0" : "0.1.0",
        };
        added.Begin(state, "seeded", at);
        db.Cases.Add(added);
        var segment = new CaseSegment
        {
            CaseId = added.Id, Number = 1, FindingId = index % 5 == 2 ? "pleural-effusion" : "airspace-opacity", Label = "x", Side = index % 2 == 0 ? "left" : "right", Zones = "", Sentence = "",
            ReferringText = "", TrackingUid = $"2.25.4{index:D8}",
        };
        segment.Answer(10, 10, 1, 0.9, MaskBlob.Pack([1, .. new byte[99]]));
        db.Segments.Add(segment);
    }
}
