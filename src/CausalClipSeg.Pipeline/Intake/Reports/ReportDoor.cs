using System.Data.Common;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Telemetry;
using CausalClipSeg.Reports;
using CausalClipSeg.Reports.Hl7;
using CausalClipSeg.Reports.Mllp;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>
/// One HL7 message in, its acknowledgement out, after the commit, by the site's table. The same control id with the same body is accepted again without a second
/// effect; with another body it is an error that the sender must look into.
/// </summary>
public sealed class ReportDoor(ReportReception reception, PatientMerging merging, RefusalLog refusals, IOptions<MllpDoorOptions> options, IOptions<IntakeOptions> intake, IntakeGate gate, StageTelemetry stages, TimeProvider clock)
{
    private const string Source = "MLLP";

    private readonly ReportReadingOptions _reading = options.Value.ReadingIn(intake.Value.Zone);
    private readonly AcknowledgementRules _rules = options.Value.Rules;

    public async ValueTask<ReadOnlyMemory<byte>> AnswerAsync(MllpRequest request, CancellationToken cancellation)
    {
        using var work = stages.Begin(Stage.Intake, Source);
        var parsed = ReportParser.Parse(request.Message, _reading);
        var answer = await DecideAsync(parsed, request, cancellation).ConfigureAwait(false);
        // MSH-10 names the trace for whoever looks for a message of the sender's log.
        work.About("hl7.message.control_id", answer.ControlId).Ends(answer.Problem?.Kind == ReportProblemKind.NothingToDo ? "nothing to do" : answer.Code);
        return answer.IsWanted ? answer.ToBytes(clock.GetUtcNow()) : ReadOnlyMemory<byte>.Empty;
    }

    private async Task<Acknowledgement> DecideAsync(ReportParseResult parsed, MllpRequest request, CancellationToken cancellation)
    {
        try
        {
            if (gate.WhyClosed() is { } closed)
                return Acknowledgement.Refuse(parsed.Message, new ReportProblem(ReportProblemKind.InternalFault, "207", closed), _rules);
            if (parsed.Problem is { Kind: ReportProblemKind.NoResultYet } early)
                return Acknowledgement.Refuse(parsed.Message, early, _rules);
            if (parsed.Message is { MessageType: "ADT" } adt)
                return await MergeAsync(adt, parsed.Problem, request, cancellation).ConfigureAwait(false);
            if (parsed.Problem is { } problem)
                return await RefuseAsync(parsed.Message, problem, request, cancellation).ConfigureAwait(false);
            if (parsed.Message is not { } message)
                return await RefuseAsync(null, NotHl7, request, cancellation).ConfigureAwait(false);
            return reception.WhyUnusable(parsed.Reports) is { } reason
                ? await RefuseAsync(message, new ReportProblem(ReportProblemKind.MissingField, "101", reason), request, cancellation).ConfigureAwait(false)
                : await AcceptAsync(parsed.Reports, message, request, cancellation).ConfigureAwait(false);
        }
        catch (ValueTooLongException tooLong)
        {
            return await RefuseAsync(parsed.Message, new ReportProblem(ReportProblemKind.UnknownValue, "102", tooLong.Message), request, cancellation).ConfigureAwait(false);
        }
        catch (DbException away)
        {
            return Acknowledgement.Refuse(parsed.Message, InternalFault(away), _rules);
        }
    }

    private async Task<Acknowledgement> AcceptAsync(IReadOnlyList<ParsedReport> reports, Hl7Message message, MllpRequest request, CancellationToken cancellation)
    {
        var delivery = new ReportDelivery(Source, IdOf(message), ReportDelivery.Hash(request.Message.Span), reports);
        return await reception.ReceiveAsync(delivery, cancellation).ConfigureAwait(false) == Reception.OtherBody
            ? await RefuseAsync(message, OtherBody(message), request, cancellation).ConfigureAwait(false)
            : Acknowledgement.Accept(message);
    }

    /// <summary>Most ADT events say nothing that is kept here: they are counted, answered by the site's table, and no refusals.</summary>
    /// <param name="unread">Why the message is no report; where it is more than that, only its header could be read.</param>
    private async Task<Acknowledgement> MergeAsync(Hl7Message message, ReportProblem? unread, MllpRequest request, CancellationToken cancellation)
    {
        var content = AdtReader.Read(message, _reading);
        if (content.Problem is { Kind: ReportProblemKind.NothingToDo } nothing)
            return Acknowledgement.Refuse(message, nothing, _rules);
        if ((unread is { Kind: not ReportProblemKind.UnsupportedMessageType } ? unread : content.Problem) is { } problem)
            return await RefuseAsync(message, problem, request, cancellation).ConfigureAwait(false);
        var sender = new AuditParticipant($"{message.Header.Value(3)}|{message.Header.Value(4)}", true, AuditCodes.Source, request.Peer.Address.ToString());
        var received = await merging.ReceiveAsync(new(Source, IdOf(message), ReportDelivery.Hash(request.Message.Span), sender, content), cancellation).ConfigureAwait(false);
        return (received.Reception == Reception.OtherBody ? OtherBody(message) : received.Conflict) is { } refused
            ? await RefuseAsync(message, refused, request, cancellation).ConfigureAwait(false)
            : Acknowledgement.Accept(message, "Merge stored.");
    }

    private static string IdOf(Hl7Message message) => $"{message.Header.Value(3)}|{message.Header.Value(4)}|{message.ControlId}";

    private async Task<Acknowledgement> RefuseAsync(Hl7Message? message, ReportProblem problem, MllpRequest request, CancellationToken cancellation)
    {
        await refusals.RecordAsync(Source, message?.ControlId, problem.Sentence, request.Message, cancellation).ConfigureAwait(false);
        return Acknowledgement.Refuse(message, problem, _rules);
    }

    private static ReportProblem NotHl7 => new(ReportProblemKind.NotAReport, "207", "This port takes HL7 v2 messages (ORU^R01, ADT) only.");

    private static ReportProblem OtherBody(Hl7Message message) => new(
        ReportProblemKind.DuplicateWithOtherBody, "205", $"MSH-10 {message.ControlId} was used before for another message; give this one a control id of its own.", "MSH^1^10");

    private static ReportProblem InternalFault(DbException away) => new(
        ReportProblemKind.InternalFault, "207", $"The message could not be stored ({away.GetType().Name}); send the same message again.");
}
