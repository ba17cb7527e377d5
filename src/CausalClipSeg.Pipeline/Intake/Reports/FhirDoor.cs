using System.Data.Common;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Telemetry;
using CausalClipSeg.Reports;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>One FHIR body in, what became of it out, after the commit.</summary>
public sealed class FhirDoor(ReportReception reception, RefusalLog refusals, IntakeGate gate, StageTelemetry stages)
{
    private const string Source = "FHIR";

    /// <param name="body">A DiagnosticReport, or a Bundle that holds some.</param>
    /// <param name="id">The id that a PUT gives the resource, else null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<FhirAnswer> ReceiveAsync(ReadOnlyMemory<byte> body, string? id, CancellationToken cancellation)
    {
        using var work = stages.Begin(Stage.Intake, Source);
        var answer = await DecideAsync(body, id, cancellation).ConfigureAwait(false);
        work.Ends(answer.Problem switch { null => "accepted", ReportProblemKind.InternalFault => "unavailable", _ => "refused" });
        return answer;
    }

    private async Task<FhirAnswer> DecideAsync(ReadOnlyMemory<byte> body, string? id, CancellationToken cancellation)
    {
        try
        {
            if (gate.WhyClosed() is { } closed)
                return new(StatusCodes.Status503ServiceUnavailable, ReportProblemKind.InternalFault, closed);
            var parsed = ReportParser.Parse(body);
            if (parsed.Problem is { Kind: ReportProblemKind.NoResultYet } early)
                return FhirAnswer.Taken(StatusCodes.Status200OK, early.Sentence);
            if (parsed.Problem is { } problem)
                return await RefuseAsync(problem, body, cancellation).ConfigureAwait(false);
            if (parsed.Reports.Any(report => report.Source != ReportSource.Fhir))
                return await RefuseAsync(new(ReportProblemKind.NotAReport, "100", "The body is no FHIR resource; send a DiagnosticReport, alone or in a Bundle."), body, cancellation).ConfigureAwait(false);
            if (reception.WhyUnusable(parsed.Reports) is { } reason)
                return await RefuseAsync(new(ReportProblemKind.MissingField, "101", reason), body, cancellation).ConfigureAwait(false);
            var hash = ReportDelivery.Hash(body.Span);
            // FHIR has no message id: the body names itself, so that sending it again does nothing again.
            var delivery = new ReportDelivery(Source, id is null ? hash : $"{id}|{hash}", hash, parsed.Reports);
            return await reception.ReceiveAsync(delivery, cancellation).ConfigureAwait(false) == Reception.Stored
                ? FhirAnswer.Taken(StatusCodes.Status201Created, parsed.Reports.Count == 1 ? "Report stored." : $"{parsed.Reports.Count} reports stored.")
                : FhirAnswer.Taken(StatusCodes.Status200OK, "The same report was stored before; nothing was done.");
        }
        catch (ValueTooLongException tooLong)
        {
            return await RefuseAsync(new(ReportProblemKind.UnknownValue, "102", tooLong.Message), body, cancellation).ConfigureAwait(false);
        }
        catch (DbException away)
        {
            return new(StatusCodes.Status503ServiceUnavailable, ReportProblemKind.InternalFault, $"The report could not be stored ({away.GetType().Name}); send it again.");
        }
    }

    private async Task<FhirAnswer> RefuseAsync(ReportProblem problem, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        await refusals.RecordAsync(Source, null, problem.Sentence, body, cancellation).ConfigureAwait(false);
        // 400: no FHIR; 422: FHIR, and against the rules here (http://hl7.org/fhir/R4/http.html#create).
        var status = problem.Kind is ReportProblemKind.NotAReport or ReportProblemKind.Malformed ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity;
        return new(status, problem.Kind, problem.Sentence);
    }
}

/// <summary>An HTTP status and a sentence; a kind where the body was refused.</summary>
public sealed record FhirAnswer(int Status, ReportProblemKind? Problem, string Sentence)
{
    public static FhirAnswer Taken(int status, string sentence) => new(status, null, sentence);
}
