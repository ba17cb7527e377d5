using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// Turns what a report source said into a version of a report: the same content is one version however often it is sent, other content under the same key is
/// another one, and the sender's own times say which of them stands. The findings are understood here, once for each version.
/// </summary>
public sealed partial class ReportRegister(
    ExactlyOnce once, RefusalLog refusals, SiteLexicon lexicon, IOptions<MatchingOptions> matching, StageTelemetry stages, TimeProvider clock, ILogger<ReportRegister> log)
{
    /// <summary>Records a report that came as a plain-JSON event; what cannot be used is a recorded refusal.</summary>
    public async Task RecordEventAsync(ReportArrived report, MessageIdentity identity, CancellationToken cancellation)
    {
        using var work = stages.Begin(Stage.Intake, "AMQP report");
        if (ReportStatusMapping.SaysNoResultYet(report.Status))
        {
            NoResultYet();
            work.Ends("no result yet");
        }
        else if (WhyUnusable(report) is { } reason)
        {
            await refusals.RecordAsync("AMQP", report.MessageControlId, reason, identity, cancellation).ConfigureAwait(false);
            work.Ends("refused");
        }
        else
        {
            await once.RunAsync(identity, db => RecordAsync(db, report, "AMQP", cancellation), cancellation).ConfigureAwait(false);
            work.Ends("accepted");
        }
    }

    /// <summary>Why no study can ever be found for this report, or nothing be made of it; else null.</summary>
    public string? WhyUnusable(ReportArrived report)
    {
        if (!CanBeMatched(report))
            return "The report names neither a Study Instance UID nor an accession number, so no image can be found for it. Send one of them"
                + (matching.Value.PatientWindowMinutes > 0 ? ", or the patient's id and the time of the examination." : ", or the patient's id and the requested procedure.");
        if (Studies(report).FirstOrDefault(uid => !InstanceStore.IsUid(uid)) is { } wrong)
            return $"'{wrong}' is not a Study Instance UID (digits and dots, at most 64 characters).";
        if (ReportStatusMapping.Parse(report.Status) is not { } status)
            return $"Report status '{report.Status}' carries no result (P, F, C, A, R, W, U, D or X of HL7 table 0123 does). Send the report when there is one.";
        return string.IsNullOrWhiteSpace(report.Text) && status.CarriesText()
            ? "The report has no text. Send the narrative (FINDINGS, IMPRESSION)."
            : null;
    }

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
        var hash = ReportContent.Hash(report, status, text);
        if (latest is not null && ReportContent.IsSame(latest, report, status, text))
            return;
        if (report.IssuedAt is not null && await IsKnownAsync(db, key, hash, cancellation).ConfigureAwait(false))
            return;
        var version = await NewVersionAsync(db, key, status, text, hash, report, latest, source, cancellation).ConfigureAwait(false);
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

    private async Task<ReportVersion> NewVersionAsync(
        PipelineDbContext db, string key, ReportStatus status, string text, string hash, ReportArrived report, ReportVersion? latest, string source, CancellationToken cancellation)
    {
        var accession = ReportContent.NullIfEmpty(report.AccessionNumber) ?? Accessions(report).FirstOrDefault();
        var study = ReportContent.NullIfEmpty(report.StudyInstanceUid) ?? Studies(report).FirstOrDefault();
        var read = lexicon.Extractor.Extract(text);
        var version = new ReportVersion
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            ReportKey = key,
            Version = await db.ReportVersions.CountAsync(v => v.ReportKey == key, cancellation).ConfigureAwait(false) + 1,
            Status = status,
            // A version that names no examination of its own is about the one that the version before was about.
            ClaimedStudyInstanceUid = study ?? latest?.ClaimedStudyInstanceUid ?? (accession is null ? latest?.StudyInstanceUid : null),
            AccessionNumber = accession ?? latest?.AccessionNumber,
            RequestedProcedureId = ReportContent.NullIfEmpty(report.RequestedProcedureId) ?? latest?.RequestedProcedureId,
            PatientId = ReportContent.NullIfEmpty(report.PatientId) ?? latest?.PatientId,
            ObservedAt = report.ObservationTime ?? latest?.ObservedAt,
            Text = text,
            ContentHash = hash,
            MessageControlId = ReportContent.NullIfEmpty(report.MessageControlId),
            Source = source,
            ReceivedAt = clock.GetUtcNow(),
            IssuedAt = report.IssuedAt,
            TraceParent = TraceContext.Capture(),
            Caveat = ReportCaveat.Of(read) ?? "",
        };
        foreach (var finding in read.Findings.Select(FindingRecords.From))
            version.Findings.Add(finding);
        foreach (var uid in Studies(report).Prepend(version.ClaimedStudyInstanceUid).OfType<string>().Distinct())
            version.References.Add(new() { ReportVersionId = version.Id, Kind = ReferenceKind.Study, Value = uid });
        foreach (var number in Accessions(report).Prepend(version.AccessionNumber).OfType<string>().Distinct())
            version.References.Add(new() { ReportVersionId = version.Id, Kind = ReferenceKind.Accession, Value = number });
        return version;
    }

    private bool CanBeMatched(ReportArrived report) =>
        Studies(report).Any() || Accessions(report).Any()
        || (!string.IsNullOrWhiteSpace(report.PatientId)
            && (!string.IsNullOrWhiteSpace(report.RequestedProcedureId) || (matching.Value.PatientWindowMinutes > 0 && report.ObservationTime is not null)));

    private static async Task<bool> AreOneAsync(PipelineDbContext db, string? patient, string? other, CancellationToken cancellation) =>
        (await PatientNumbers.OfAsync(db, [patient, other], cancellation).ConfigureAwait(false)).AreOne(patient ?? "", other ?? "");

    private static IEnumerable<string> Studies(ReportArrived report) => ReportContent.All(report.StudyInstanceUid, report.StudyInstanceUids);

    private static IEnumerable<string> Accessions(ReportArrived report) => ReportContent.All(report.AccessionNumber, report.AccessionNumbers);

    private static Task<ReportVersion?> LatestAsync(PipelineDbContext db, string key, CancellationToken cancellation) =>
        db.ReportVersions.SingleOrDefaultAsync(v => v.ReportKey == key && v.SupersededById == null, cancellation);

    private static Task<bool> IsKnownAsync(PipelineDbContext db, string key, string hash, CancellationToken cancellation) =>
        db.ReportVersions.AnyAsync(v => v.ReportKey == key && v.ContentHash == hash, cancellation);

    [LoggerMessage(EventId = 116, Level = LogLevel.Warning, Message = "A report about another patient's examination bears the number of report version {ReportVersionId}; both stand, each for its own. Look into the senders' numbering.")]
    private partial void NumberedAlike(Guid reportVersionId);

    [LoggerMessage(EventId = 115, Level = LogLevel.Debug, Message = "A report event says that there is no result yet; nothing was done.")]
    private partial void NoResultYet();
}
