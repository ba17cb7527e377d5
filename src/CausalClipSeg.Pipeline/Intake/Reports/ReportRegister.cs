using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// Turns what a report source said into a version of a report: the same content is one version however often it is sent, other content under the same key is
/// another one, and the sender's own times say which of them stands. The findings are understood here, once for each version.
/// </summary>
public sealed partial class ReportRegister(SiteLexicon lexicon, TimeProvider clock, ILogger<ReportRegister> log)
{
    /// <summary>Adds the version and its outgoing message to the running transaction.</summary>
    public async Task RecordAsync(PipelineDbContext db, ReportArrived report, string source, CancellationToken cancellation)
    {
        var identity = ReportContent.Identity(report);
        var key = identity.Number;
        var status = ReportStatusMapping.Parse(report.Status) ?? ReportStatus.Final;
        await SubjectLock.TakeAsync(db, key, cancellation).ConfigureAwait(false);
        var latest = await LatestAsync(db, key, cancellation).ConfigureAwait(false);
        // A correction says itself that it replaces; it may have moved the report to the right patient.
        if (latest is not null && status != ReportStatus.Corrected && ReportContent.Identity(latest).IsOfAnother(identity)
            && !await AreOneAsync(db, latest.PatientId, report.PatientId, cancellation).ConfigureAwait(false))
        {
            NumberedAlike(latest.Id);
            key = $"{report.PatientId}/{key}";
            await SubjectLock.TakeAsync(db, key, cancellation).ConfigureAwait(false);
            latest = await LatestAsync(db, key, cancellation).ConfigureAwait(false);
        }
        var text = status.CarriesText() ? report.Text ?? "" : ReportContent.FirstOf(report.Text, latest?.Text, "");
        var said = new Said(report, source, status, text, ReportContent.Hash(report, status, text));
        if (latest is not null && ReportContent.IsSame(latest, report, status, text))
            return;
        if (report.IssuedAt is not null && await IsKnownAsync(db, key, said.Hash, cancellation).ConfigureAwait(false))
            return;
        var version = await NewVersionAsync(db, key, said, latest, cancellation).ConfigureAwait(false);
        db.ReportVersions.Add(version);
        if (latest is not null && !version.Follows(latest))
        {
            // Overtaken on its way: on record, and without effect.
            version.SupersedeBy(latest);
            return;
        }
        latest?.SupersedeBy(version);
        db.Enqueue(new ReportRecorded(version.Id), key, clock.GetUtcNow());
    }

    private async Task<ReportVersion> NewVersionAsync(PipelineDbContext db, string key, Said said, ReportVersion? latest, CancellationToken cancellation)
    {
        var report = said.Report;
        var accession = ReportContent.NullIfEmpty(report.AccessionNumber) ?? ReportContent.Accessions(report).FirstOrDefault();
        var study = ReportContent.NullIfEmpty(report.StudyInstanceUid) ?? ReportContent.Studies(report).FirstOrDefault();
        var read = lexicon.Extractor.Extract(said.Text);
        var version = new ReportVersion
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            ReportKey = key,
            Version = await db.ReportVersions.CountAsync(v => v.ReportKey == key, cancellation).ConfigureAwait(false) + 1,
            Status = said.Status,
            // A version that names no examination of its own is about the one that the version before was about.
            ClaimedStudyInstanceUid = study ?? latest?.ClaimedStudyInstanceUid ?? (accession is null ? latest?.StudyInstanceUid : null),
            AccessionNumber = accession ?? latest?.AccessionNumber,
            RequestedProcedureId = ReportContent.NullIfEmpty(report.RequestedProcedureId) ?? latest?.RequestedProcedureId,
            PatientId = ReportContent.NullIfEmpty(report.PatientId) ?? latest?.PatientId,
            ObservedAt = report.ObservationTime ?? latest?.ObservedAt,
            Text = said.Text,
            ContentHash = said.Hash,
            MessageControlId = ReportContent.NullIfEmpty(report.MessageControlId),
            Source = said.Source,
            ReceivedAt = clock.GetUtcNow(),
            IssuedAt = report.IssuedAt,
            TraceParent = TraceContext.Capture(),
            Caveat = ReportCaveat.Of(read) ?? "",
        };
        foreach (var finding in read.Findings.Select(FindingRecords.From))
            version.Findings.Add(finding);
        foreach (var uid in ReportContent.Studies(report).Prepend(version.ClaimedStudyInstanceUid).OfType<string>().Distinct())
            version.References.Add(new() { ReportVersionId = version.Id, Kind = ReferenceKind.Study, Value = uid });
        foreach (var number in ReportContent.Accessions(report).Prepend(version.AccessionNumber).OfType<string>().Distinct())
            version.References.Add(new() { ReportVersionId = version.Id, Kind = ReferenceKind.Accession, Value = number });
        return version;
    }

    private static async Task<bool> AreOneAsync(PipelineDbContext db, string? patient, string? other, CancellationToken cancellation) =>
        (await PatientNumbers.OfAsync(db, [patient, other], cancellation).ConfigureAwait(false)).AreOne(patient ?? "", other ?? "");

    private static Task<ReportVersion?> LatestAsync(PipelineDbContext db, string key, CancellationToken cancellation) =>
        db.ReportVersions.SingleOrDefaultAsync(v => v.ReportKey == key && v.SupersededById == null, cancellation);

    private static Task<bool> IsKnownAsync(PipelineDbContext db, string key, string hash, CancellationToken cancellation) =>
        db.ReportVersions.AnyAsync(v => v.ReportKey == key && v.ContentHash == hash, cancellation);

    [LoggerMessage(EventId = 116, Level = LogLevel.Warning, Message = "A report about another patient's examination bears the number of report version {ReportVersionId}; both stand, each for its own. Look into the senders' numbering.")]
    private partial void NumberedAlike(Guid reportVersionId);

    /// <summary>What a source said of a report, and how it said it.</summary>
    private sealed record Said(ReportArrived Report, string Source, ReportStatus Status, string Text, string Hash);
}
