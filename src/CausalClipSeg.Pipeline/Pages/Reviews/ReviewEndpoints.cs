using System.Text.Json.Serialization;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Labels;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The review page, and the addresses that take what a reviewer says, and take it back.</summary>
internal static class ReviewEndpoints
{
    private const int LongestComment = 500;

    public static void MapReviews(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("/review").RequireAuthorization(AccessPolicy.Review, AccessPolicy.PatientData).ExcludeFromDescription();
        pages.MapGet("", NextAsync);
        pages.MapGet("/{id:guid}", ShowAsync).AuditViews();
        app.MapPost("/api/cases/{id:guid}/reviews", RecordAsync).RequireAuthorization(AccessPolicy.Review).RequireAntiforgery().WithTags("reviews")
            .WithSummary("A reviewer's word on one segment: accepted, rejected, wrongSide, or redrawn with a mask (base64, one bit a pixel, lowest bit first).")
            .Produces<ReviewAnswer>().ProducesProblem(StatusCodes.Status409Conflict);
        app.MapDelete("/api/cases/{id:guid}/reviews/{label:guid}", TakeBackAsync).RequireAuthorization(AccessPolicy.Review).RequireAntiforgery().WithTags("reviews")
            .WithSummary("Takes a word back, for some minutes and only by who said it: it is no label any more, and stays on record.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status409Conflict);
        app.MapGet("/api/cases/{id:guid}/reviews/{label:guid}/mask", MaskAsync).RequireAuthorization(AccessPolicy.PatientData).AuditViews(CaseViewing.Pictures).WithTags("reviews")
            .WithSummary("The mask of a reviewer's word: one bit a pixel, lowest bit first, raw deflate.").Produces<Stream>(StatusCodes.Status200OK, RadiographPixels.ContentType);
    }

    private static async Task<IResult> NextAsync(HttpContext http, [FromQuery] Guid? after, ReviewQueue queue, CancellationToken cancellation) =>
        await queue.GiveOutAsync(after, Visitor.Of(http).Name, cancellation).ConfigureAwait(false) is { } next
            ? Results.LocalRedirect($"/review/{next}")
            : PageResult.Of<SentencePage>(http, new() { ["Title"] = "All reviewed", ["What"] = "No stored result waits for a review. New ones appear as they are stored." });

    private static async Task<IResult> ShowAsync(HttpContext http, Guid id, CaseReader cases, ReviewDesk desk, ReviewQueue queue, CancellationToken cancellation)
    {
        var visitor = Visitor.Of(http);
        if (await cases.FindAsync(id, visitor, cancellation).ConfigureAwait(false) is not { } view)
            return PageResult.Of<SentencePage>(http, new() { ["What"] = $"There is no case {id}." }, StatusCodes.Status404NotFound);
        // A page that renews itself keeps nothing for a reader who has left the room.
        var isWithAnother = Sessions.IsUnattended(http.Request)
            ? await queue.IsWithAnotherAsync(id, visitor.Name, cancellation).ConfigureAwait(false)
            : await queue.OpenAsync(id, visitor.Name, cancellation).ConfigureAwait(false);
        return PageResult.Of<ReviewPage>(http, new() { ["View"] = view, ["TakeBackSince"] = desk.TakeBackSince, ["IsWithAnother"] = isWithAnother });
    }

    private static async Task<IResult> RecordAsync(HttpContext http, Guid id, ReviewRequest asked, ReviewDesk desk, ReviewQueue queue, CaseReader cases, CancellationToken cancellation)
    {
        var visitor = Visitor.Of(http);
        if (await cases.FindAsync(id, visitor, cancellation).ConfigureAwait(false) is not { } view)
            return Results.Problem($"There is no case {id}.", statusCode: StatusCodes.Status404NotFound);
        var pixels = view.Image.Rows * view.Image.Columns;
        if (Wrong(asked, pixels) is { } wrong)
            return Results.Problem(wrong, statusCode: StatusCodes.Status400BadRequest);
        var mask = asked.Mask is { } packed ? Unpack(packed, pixels) : null;
        var review = new Review(id, asked.Segment, asked.Verdict, mask, visitor.Role, asked.Comment) { Reader = visitor.Name };
        var about = AuditEvents.Reviewed(ViewAudit.Participant(http, visitor), asked.Verdict.ToString().ToLowerInvariant(), id, view.Study.PatientId, view.Study.StudyInstanceUid);
        var outcome = await desk.RecordAsync(review, about, cancellation).ConfigureAwait(false);
        if (outcome.LabelId is not { } label)
            return Results.Problem(outcome.Refusal, statusCode: StatusCodes.Status409Conflict);
        return TypedResults.Ok(new ReviewAnswer(label, await queue.NextAsync(id, visitor.Name, cancellation).ConfigureAwait(false) is { } next ? $"/review/{next}" : "/review"));
    }

    private static async Task<IResult> TakeBackAsync(HttpContext http, Guid id, Guid label, ReviewDesk desk, CaseReader cases, CancellationToken cancellation)
    {
        var visitor = Visitor.Of(http);
        if (await cases.FindAsync(id, visitor, cancellation).ConfigureAwait(false) is not { } view)
            return Results.Problem($"There is no case {id}.", statusCode: StatusCodes.Status404NotFound);
        var about = AuditEvents.ReviewTakenBack(ViewAudit.Participant(http, visitor), id, view.Study.PatientId, view.Study.StudyInstanceUid);
        if (await desk.TakeBackAsync(id, label, visitor, about, cancellation).ConfigureAwait(false) is (var status, var sentence))
            return Results.Problem(sentence, statusCode: status);
        return Results.NoContent();
    }

    private static async Task<IResult> MaskAsync(Guid id, Guid label, PipelineStore store, CancellationToken cancellation) =>
        await store.ReadAsync(db => db.Labels.Where(l => l.Id == label && l.CaseId == id).Select(l => l.Mask).SingleOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false) is { } mask
            ? Results.Bytes(mask, RadiographPixels.ContentType)
            : Results.Problem($"There is no review {label} of case {id}.", statusCode: StatusCodes.Status404NotFound);

    private static string? Wrong(ReviewRequest asked, int pixels) =>
        asked.Mask is { } bits && bits.Length != PackedLength(pixels) ? $"The mask has {bits.Length} bytes; this image's has {PackedLength(pixels)}, one bit for each of its {pixels} pixels."
        : asked.Mask is null == (asked.Verdict == ReviewVerdict.Redrawn) ? "A mask belongs to the verdict redrawn, and to no other."
        : asked.Comment is { } comment && (comment.Length > LongestComment || comment.Any(char.IsControl)) ? $"A comment is one line of at most {LongestComment} characters."
        : null;

    private static int PackedLength(int pixels) => (pixels + 7) / 8;

    private static byte[] Unpack(byte[] bits, int pixels)
    {
        var mask = new byte[pixels];
        for (var i = 0; i < pixels; i++)
            mask[i] = (byte)((bits[i >> 3] >> (i & 7)) & 1);
        return mask;
    }
}

/// <summary>What a reviewer says of one segment.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReviewRequest
{
    public required int Segment { get; init; }
    public required ReviewVerdict Verdict { get; init; }

    /// <summary>With redrawn: one bit a pixel of the whole image, row by row, lowest bit first.</summary>
    public byte[]? Mask { get; init; }
    public string? Comment { get; init; }
}

/// <summary>The label that it became, and where the next case is.</summary>
internal sealed record ReviewAnswer(Guid Label, string Next);
