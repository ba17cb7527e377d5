using System.Security.Cryptography;
using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Reports.Understanding;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// Turns what a report source said into a version of a report: the same content is one version however often it is sent, other content under the same key is
/// another one, and the sender's own times say which of them stands. The findings are understood here, once for each version.
/// </summary>
public sealed class ReportRegister(ExactlyOnce once, RefusalLog refusals, FindingExtractor extractor, TimeProvider clock)
{
    /// <summary>Records a report that came as a plain-JSON event; what cannot be used is a recorded refusal.</summary>
    public async Task RecordEventAsync(ReportArrived report, MessageIdentity identity, CancellationToken cancellation)
    {
        if (WhyUnusable(report) is { } reason)
            await refusals.RecordAsync("AMQP", report.MessageControlId, reason, identity, cancellation).ConfigureAwait(false);
        else
            await once.RunAsync(identity, db => RecordAsync(db, report, "AMQP", cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>Why no study can ever be found for this report, or null.</summary>
    public static string? WhyUnusable(ReportArrived report)
    {
        if (string.IsNullOrWhiteSpace(report.StudyInstanceUid) && string.IsNullOrWhiteSpace(report.AccessionNumber))
            return "The report names neither a Study Instance UID nor an accession number, so no image can be found for it. Send one of them.";
        if (report.StudyInstanceUid is { Length: > 0 } uid && !InstanceStore.IsUid(uid))
            return $"'{uid}' is not a Study Instance UID (digits and dots, at most 64 characters).";
        if (ReportStatusMapping.Parse(report.Status) is not { } status)
            return $"Report status '{report.Status}' carries no result (P, F, C, A, R, W, U, D or X of HL7 table 0123 does). Send the report when there is one.";
        return string.IsNullOrWhiteSpace(report.Text) && status.CarriesText()
            ? "The report has no text. Send the narrative (FINDINGS, IMPRESSION)."
            : null;
    }

    /// <summary>Adds the version and its outgoing message to the running transaction.</summary>
    public async Task RecordAsync(PipelineDbContext db, ReportArrived report, string source, CancellationToken cancellation)
    {
        var key = FirstOf(report.ReportId, report.AccessionNumber, report.StudyInstanceUid);
        var status = ReportStatusMapping.Parse(report.Status) ?? ReportStatus.Final;
        await SubjectLock.TakeAsync(db, key, cancellation).ConfigureAwait(false);
        var latest = await db.ReportVersions.SingleOrDefaultAsync(v => v.ReportKey == key && v.SupersededById == null, cancellation).ConfigureAwait(false);
        var text = status.CarriesText() ? report.Text ?? "" : FirstOf(report.Text, latest?.Text, "");
        var hash = ContentHash(report, status, text);
        if (latest?.ContentHash == hash || (report.IssuedAt is not null && await IsKnownAsync(db, key, hash, cancellation).ConfigureAwait(false)))
            return;
        var version = new ReportVersion
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            ReportKey = key,
            Version = await db.ReportVersions.CountAsync(v => v.ReportKey == key, cancellation).ConfigureAwait(false) + 1,
            Status = status,
            ClaimedStudyInstanceUid = NullIfEmpty(report.StudyInstanceUid) ?? latest?.ClaimedStudyInstanceUid,
            AccessionNumber = NullIfEmpty(report.AccessionNumber) ?? latest?.AccessionNumber,
            RequestedProcedureId = NullIfEmpty(report.RequestedProcedureId),
            PatientId = NullIfEmpty(report.PatientId),
            Text = text,
            ContentHash = hash,
            MessageControlId = NullIfEmpty(report.MessageControlId),
            Source = source,
            ReceivedAt = clock.GetUtcNow(),
            IssuedAt = report.IssuedAt,
        };
        db.ReportVersions.Add(version);
        foreach (var finding in extractor.Extract(version.Text).Findings.Select(FindingRecords.From))
            version.Findings.Add(finding);
        if (latest is not null && !version.Follows(latest))
        {
            // Overtaken on its way: on record, and without effect.
            version.SupersedeBy(latest);
            return;
        }
        latest?.SupersedeBy(version);
        db.Enqueue(new ReportRecorded(version.Id), key, clock.GetUtcNow());
    }

    private static Task<bool> IsKnownAsync(PipelineDbContext db, string key, string hash, CancellationToken cancellation) =>
        db.ReportVersions.AnyAsync(v => v.ReportKey == key && v.ContentHash == hash, cancellation);

    private static string ContentHash(ReportArrived report, ReportStatus status, string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\u001f', status, report.StudyInstanceUid, report.AccessionNumber, report.PatientId, text)
            + (report.IssuedAt is { } issued ? $"\u001f{issued.UtcTicks}" : ""))));

    private static string FirstOf(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
            if (!string.IsNullOrWhiteSpace(candidate))
                return candidate;
        return "";
    }

    private static string? NullIfEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
