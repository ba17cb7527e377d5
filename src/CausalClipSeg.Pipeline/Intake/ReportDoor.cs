using System.Data.Common;
using System.Security.Cryptography;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Reports;
using CausalClipSeg.Reports.Hl7;
using CausalClipSeg.Reports.Mllp;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// One HL7 message in, its acknowledgement out, after the commit. The same control id with the same body is accepted again without a second effect; with another
/// body it is an error that the sender must look into.
/// </summary>
public sealed class ReportDoor(PipelineStore store, ReportRegister register, RefusalLog refusals, TimeProvider clock)
{
    private const string Source = "MLLP";

    public async ValueTask<ReadOnlyMemory<byte>> AnswerAsync(MllpRequest request, CancellationToken cancellation)
    {
        var parsed = ReportParser.Parse(request.Message);
        var answer = await DecideAsync(parsed, request, cancellation).ConfigureAwait(false);
        return answer.IsWanted ? answer.ToBytes(clock.GetUtcNow()) : ReadOnlyMemory<byte>.Empty;
    }

    private async Task<Acknowledgement> DecideAsync(ReportParseResult parsed, MllpRequest request, CancellationToken cancellation)
    {
        try
        {
            if ((parsed.Problem ?? Unusable(parsed.Report)) is { } problem)
                return await RefuseAsync(parsed.Message, problem, request, cancellation).ConfigureAwait(false);
            return parsed is { Report: { } report, Message: { } message }
                ? await AcceptAsync(report, message, request, cancellation).ConfigureAwait(false)
                : await RefuseAsync(null, NotHl7, request, cancellation).ConfigureAwait(false);
        }
        catch (DbException away)
        {
            return Acknowledgement.Refuse(parsed.Message, InternalFault(away), AcknowledgementRules.Default);
        }
    }

    private async Task<Acknowledgement> AcceptAsync(ParsedReport report, Hl7Message message, MllpRequest request, CancellationToken cancellation)
    {
        var id = $"{message.Header.Value(3)}|{message.Header.Value(4)}|{message.ControlId}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(request.Message.Span));
        var sameIdOtherBody = await store.InTransactionAsync(async db =>
        {
            var seen = await db.InboundMessages.SingleOrDefaultAsync(m => m.Source == Source && m.MessageId == id, cancellation).ConfigureAwait(false);
            if (seen is not null)
                return seen.ContentHash != hash;
            db.InboundMessages.Add(new InboundMessage
            {
                Source = Source,
                MessageId = id,
                ContentHash = hash,
                FirstSeenAt = clock.GetUtcNow(),
                Outcome = "AA",
            });
            await register.RecordAsync(db, Arrived(report), Source, cancellation).ConfigureAwait(false);
            return false;
        }, cancellation).ConfigureAwait(false);
        return sameIdOtherBody
            ? await RefuseAsync(message, OtherBody(message), request, cancellation).ConfigureAwait(false)
            : Acknowledgement.Accept(message);
    }

    private async Task<Acknowledgement> RefuseAsync(Hl7Message? message, ReportProblem problem, MllpRequest request, CancellationToken cancellation)
    {
        await refusals.RecordAsync(Source, message?.ControlId, problem.Sentence, request.Message, cancellation).ConfigureAwait(false);
        return Acknowledgement.Refuse(message, problem, AcknowledgementRules.Default);
    }

    private static ReportProblem? Unusable(ParsedReport? report) =>
        report is not null && ReportRegister.WhyUnusable(Arrived(report)) is { } reason
            ? new ReportProblem(ReportProblemKind.MissingField, "101", reason)
            : null;

    private static ReportArrived Arrived(ParsedReport report) => new()
    {
        ReportId = report.FillerOrderNumber,
        MessageControlId = report.MessageControlId,
        StudyInstanceUid = report.StudyInstanceUid,
        AccessionNumber = report.AccessionNumber,
        RequestedProcedureId = report.RequestedProcedureId,
        PatientId = report.PatientId,
        Status = report.Status.ToCode(),
        Text = report.Text,
    };

    private static ReportProblem NotHl7 => new(ReportProblemKind.NotAReport, "207", "This port takes HL7 v2 messages (ORU^R01) only.");

    private static ReportProblem OtherBody(Hl7Message message) => new(
        ReportProblemKind.DuplicateWithOtherBody, "205", $"MSH-10 {message.ControlId} was used before for another message; give this one a control id of its own.", "MSH^1^10");

    private static ReportProblem InternalFault(DbException away) => new(
        ReportProblemKind.InternalFault, "207", $"The report could not be stored ({away.GetType().Name}); send the same message again.");
}
