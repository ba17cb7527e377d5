using System.Text.Json;
using System.Text.Json.Serialization;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Operations;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The operator's verbs over HTTP. A refusal is 409 with the sentence as problem details (RFC 9457).</summary>
internal static class OperationsEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Two groups, so that who may look and who may act can be told apart where they are mapped.</summary>
    public static (RouteGroupBuilder Look, RouteGroupBuilder Operate) MapOperations(this WebApplication host)
    {
        var (look, operate) = (host.MapGroup("/api"), host.MapGroup("/api"));
        MapReading(look);
        MapCases(operate.MapGroup("/cases"));
        MapDeadLetters(operate.MapGroup("/dead-letters"));
        operate.MapPost("/merges/{id:guid}/take-back", async (Guid id, MergeDesk desk, HttpContext http) => Answer(await desk.TakeBackAsync(id, Who(http), http.RequestAborted).ConfigureAwait(false)))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Takes a merge of two patient numbers back that was an error: results that came of it are withdrawn.");
        return (look, operate);
    }

    private static void MapReading(RouteGroupBuilder look)
    {
        look.MapGet("/cases", ListAsync).Produces<IReadOnlyList<CaseSummary>>().WithSummary("The cases that changed last come first.");
        look.MapGet("/cases/{id:guid}", async (Guid id, CaseQueries cases, HttpContext http) =>
            await cases.ShowAsync(id, Visitor.Of(http).SeesPatients, http.RequestAborted).ConfigureAwait(false) is { } shown
                ? Results.Json(shown, Json)
                : Results.Problem($"There is no case {id}.", statusCode: StatusCodes.Status404NotFound)).AuditViews().Produces<object>().WithSummary("Everything that is known of a case: its state, segments, history and deliveries. The report's sentences only for those who may see patients.");
        look.MapGet("/waiting", async (CaseQueries cases, CancellationToken cancellation, int limit = 100) =>
            Limited(limit) ?? Results.Json(await cases.WaitingAsync(limit, cancellation).ConfigureAwait(false), Json))
            .Produces<WaitingHalves>().WithSummary("Reports that wait for images, and images that wait for a report.");
        look.MapGet("/summary", async (CaseQueries cases, CancellationToken cancellation) => Results.Json(await cases.BacklogAsync(cancellation).ConfigureAwait(false), Json))
            .Produces<Backlog>().WithSummary("How many cases are in each state, and how long the oldest has waited.");
        look.MapGet("/dead-letters", async (DeadLetterDesk desk, CancellationToken cancellation, string? reason = null) =>
            Results.Json(await desk.ListAsync(reason, cancellation).ConfigureAwait(false), Json))
            .Produces<IReadOnlyList<OpenDeadLetter>>().WithSummary("Messages that no consumer could handle and that nobody has dealt with, the oldest first.");
        look.MapGet("/merges", MergesAsync).Produces<IReadOnlyList<ListedMerge>>()
            .WithSummary("Merges of patient numbers, the latest first, those that were taken back among them. The numbers only for those who may see patients.");
    }

    private static async Task<IResult> MergesAsync(MergeDesk desk, HttpContext http, string? patient = null, int limit = 50)
    {
        var sees = Visitor.Of(http).SeesPatients;
        return Limited(limit) ?? (patient is not null && !sees
            ? Results.Problem("Merges are found by a patient's number by those who may see patients.", statusCode: StatusCodes.Status403Forbidden)
            : Results.Json(await desk.ListAsync(patient, limit, sees, Who(http), http.RequestAborted).ConfigureAwait(false), Json));
    }

    private static async Task<IResult> ListAsync(
        CaseQueries cases, CancellationToken cancellation, string? state = null, string? reason = null, string? review = null, CasePlace? before = null, int limit = 50)
    {
        if (Limited(limit) is { } outOfRange)
            return outOfRange;
        if (StateNamed(state) is not { IsKnown: true } named)
            return Results.Problem($"There is no state '{state}'. States: {string.Join(", ", Enum.GetNames<CaseState>())}.", statusCode: StatusCodes.Status400BadRequest);
        var filter = ReviewStandings.Named(review);
        if (!string.IsNullOrEmpty(review) && filter is null)
            return Results.Problem($"review is '{review}'; it is open, reviewed or rejected.", statusCode: StatusCodes.Status400BadRequest);
        var wanted = new CaseListing(limit) { State = named.State, Reason = reason, Review = filter, Before = before };
        return Results.Json(await cases.ListAsync(wanted, cancellation).ConfigureAwait(false), Json);
    }

    private static void MapCases(RouteGroupBuilder cases)
    {
        cases.MapPost("/{id:guid}/retry", async (Guid id, CaseDesk desk, HttpContext http) => Answer(await desk.RetryAsync(id, Who(http), http.RequestAborted).ConfigureAwait(false)))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Runs a parked or failed case again.");
        cases.MapPost("/{id:guid}/drop", async (Guid id, CaseDesk desk, HttpContext http) => Answer(await desk.DropAsync(id, Who(http), http.RequestAborted).ConfigureAwait(false)))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Ends a parked or failed case without a result; it stays on record.");
        cases.MapPost("/{id:guid}/withdraw", async (Guid id, CaseDesk desk, HttpContext http) => Answer(await desk.WithdrawAsync(id, Who(http), http.RequestAborted).ConfigureAwait(false)))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Takes a result back: a stored SEG is marked as no longer valid, and what readers accepted of it; what they drew stays.");
        cases.MapPost("/retry", async (string reason, CaseDesk desk, HttpContext http) => await ChangedAsync(reason, () => desk.RetryByReasonAsync(reason, Who(http), http.RequestAborted)).ConfigureAwait(false))
            .Produces<ChangedAnswer>().WithSummary("Runs every parked or failed case again whose reason contains a text.");
        cases.MapPost("/drop", async (string reason, CaseDesk desk, HttpContext http) => await ChangedAsync(reason, () => desk.DropByReasonAsync(reason, Who(http), http.RequestAborted)).ConfigureAwait(false))
            .Produces<ChangedAnswer>().WithSummary("Ends every parked or failed case whose reason contains a text.");
    }

    private static void MapDeadLetters(RouteGroupBuilder letters)
    {
        letters.MapPost("/{id:guid}/retry", async (Guid id, DeadLetterDesk desk, HttpContext http) => Answer(await desk.RetryAsync(id, Who(http), http.RequestAborted).ConfigureAwait(false)))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Sends a dead letter to its consumer again.");
        letters.MapPost("/{id:guid}/drop", async (Guid id, DeadLetterDesk desk, HttpContext http) => Answer(await desk.DropAsync(id, Who(http), http.RequestAborted).ConfigureAwait(false)))
            .Produces(StatusCodes.Status204NoContent).WithSummary("Closes a dead letter; it stays on record.");
        letters.MapPost("/retry", async (string reason, DeadLetterDesk desk, HttpContext http) => await ChangedAsync(reason, () => desk.RetryByReasonAsync(reason, Who(http), http.RequestAborted)).ConfigureAwait(false))
            .Produces<ChangedAnswer>().WithSummary("Sends every dead letter to its consumer again whose reason contains a text.");
        letters.MapPost("/drop", async (string reason, DeadLetterDesk desk, HttpContext http) => await ChangedAsync(reason, () => desk.DropByReasonAsync(reason, Who(http), http.RequestAborted)).ConfigureAwait(false))
            .Produces<ChangedAnswer>().WithSummary("Closes every dead letter whose reason contains a text.");
    }

    // Minimal APIs bind enumerations by their exact case only; the JSON of this API writes them in camel case.
    private static (bool IsKnown, CaseState? State) StateNamed(string? text) =>
        string.IsNullOrEmpty(text) ? (true, null)
        : !char.IsAsciiDigit(text[0]) && Enum.TryParse<CaseState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) ? (true, state)
        : (false, null);

    private static IResult? Limited(int limit) => limit is < 1 or > CaseQueries.Most
        ? Results.Problem($"limit is {limit}; it is a number from 1 to {CaseQueries.Most}.", statusCode: StatusCodes.Status400BadRequest)
        : null;

    private static IResult Answer(string? refusal) => refusal is null ? Results.NoContent() : Results.Problem(refusal, statusCode: StatusCodes.Status409Conflict);

    /// <summary>Every reason contains an empty text: that would be all of them, and is nobody's wish.</summary>
    private static async Task<IResult> ChangedAsync(string reason, Func<Task<int>> change) => string.IsNullOrWhiteSpace(reason)
        ? Results.Problem("Name several by a text that their reason contains (?reason=TEXT), or one by its id.", statusCode: StatusCodes.Status400BadRequest)
        : Results.Json(new ChangedAnswer(await change().ConfigureAwait(false)), Json);

    private static AuditParticipant Who(HttpContext http) => ViewAudit.Participant(http);
}

/// <summary>How many were changed.</summary>
internal sealed record ChangedAnswer(int Changed);
