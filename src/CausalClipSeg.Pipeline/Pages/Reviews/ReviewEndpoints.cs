using System.Text.Json.Serialization;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Labels;
using Microsoft.AspNetCore.Mvc;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The review page, and the address that takes what a reviewer says.</summary>
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
    }

    private static async Task<IResult> NextAsync(HttpContext http, [FromQuery] Guid? after, ReviewDesk desk, CancellationToken cancellation) =>
        await desk.NextAsync(after, cancellation).ConfigureAwait(false) is { } next
            ? Results.LocalRedirect($"/review/{next}")
            : PageResult.Of<MissingPage>(http, new() { ["Title"] = "All reviewed", ["What"] = "No stored result waits for a review. New ones appear as they are stored." });

    private static async Task<IResult> ShowAsync(HttpContext http, Guid id, CaseReader cases, CancellationToken cancellation) =>
        await cases.FindAsync(id, Visitor.Of(http), cancellation).ConfigureAwait(false) is { } view
            ? PageResult.Of<ReviewPage>(http, new() { ["View"] = view })
            : PageResult.Of<MissingPage>(http, new() { ["What"] = $"There is no case {id}." }, StatusCodes.Status404NotFound);

    private static async Task<IResult> RecordAsync(HttpContext http, Guid id, ReviewRequest asked, ReviewDesk desk, CaseReader cases, CancellationToken cancellation)
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
        return TypedResults.Ok(new ReviewAnswer(label, await desk.NextAsync(id, cancellation).ConfigureAwait(false) is { } next ? $"/review/{next}" : "/review"));
    }

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
