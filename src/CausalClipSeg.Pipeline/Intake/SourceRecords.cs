using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using FellowOakDicom;
using static CausalClipSeg.Pipeline.Intake.InstanceIdentity;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>What is written down of a received image and its study.</summary>
internal static class SourceRecords
{
    /// <summary>The study's record, new or completed by what this image tells.</summary>
    public static async Task<Study> StudyAsync(PipelineDbContext db, InstanceIdentity identity, DicomDataset dataset, IntakeOptions options, DateTimeOffset now)
    {
        var study = await db.Studies.FindAsync(identity.StudyInstanceUid).ConfigureAwait(false);
        if (study is null)
            db.Studies.Add(study = new Study { StudyInstanceUid = identity.StudyInstanceUid, FirstSeenAt = now });
        study.AccessionNumber ??= Text(dataset, DicomTag.AccessionNumber);
        study.PatientId ??= Text(dataset, DicomTag.PatientID);
        study.RequestedProcedureId ??= RequestedProcedure(dataset);
        study.StudyTime ??= DicomTimes.Read(dataset, DicomTag.StudyDate, DicomTag.StudyTime, options.Zone);
        return study;
    }

    public static SourceImage Image(InstanceIdentity identity, DicomDataset dataset, StoredFile file, string source, DateTimeOffset now) => new()
    {
        SopInstanceUid = identity.SopInstanceUid,
        StudyInstanceUid = identity.StudyInstanceUid,
        SeriesInstanceUid = identity.SeriesInstanceUid,
        SopClassUid = identity.SopClassUid,
        TransferSyntaxUid = dataset.InternalTransferSyntax.UID.UID,
        Modality = Text(dataset, DicomTag.Modality) ?? "",
        Rows = dataset.GetSingleValueOrDefault<ushort>(DicomTag.Rows, 0),
        Columns = dataset.GetSingleValueOrDefault<ushort>(DicomTag.Columns, 0),
        ViewPosition = Text(dataset, DicomTag.ViewPosition),
        PatientOrientation = dataset.TryGetString(DicomTag.PatientOrientation, out var orientation) ? orientation : null,
        Device = Device(dataset),
        PatientSex = PatientTraits.Sex(dataset),
        PatientAge = PatientTraits.Age(dataset),
        FilePath = file.Path,
        ContentHash = file.Sha256,
        Source = source,
        ReceivedAt = now,
        TraceParent = TraceContext.Capture(),
    };

    private static string? Device(DicomDataset dataset) =>
        string.Join(' ', new[] { Text(dataset, DicomTag.Manufacturer), Text(dataset, DicomTag.ManufacturerModelName) }.Where(part => part is not null)) is { Length: > 0 } device ? device : null;

    /// <summary>Requested Procedure ID, in Request Attributes (PS3.3 Table 10-9) or, from older modalities, beside them.</summary>
    private static string? RequestedProcedure(DicomDataset dataset) =>
        dataset.TryGetSequence(DicomTag.RequestAttributesSequence, out var requests) && requests.Items is [var request, ..] && Text(request, DicomTag.RequestedProcedureID) is { } id
            ? id : Text(dataset, DicomTag.RequestedProcedureID);
}
