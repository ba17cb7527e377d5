using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The page of a case, and what its viewer draws.</summary>
internal static class CaseEndpoints
{
    public static void MapCases(this IEndpointRouteBuilder app)
    {
        app.MapGet("/cases/{id:guid}", ShowAsync).RequireAuthorization(AccessPolicy.Look).AuditViews().ExcludeFromDescription();
        var patients = app.MapGroup("/api/cases/{id:guid}").RequireAuthorization(AccessPolicy.PatientData).WithTags("pictures");
        var pictures = patients.MapGroup("").AuditViews(CaseViewing.Pictures);
        pictures.MapGet("/image", ImageAsync).Produces<Stream>(StatusCodes.Status200OK, RadiographPixels.ContentType).WithSummary("The radiograph as displayed, row by row: 8 or 16 bits a pixel (header X-Bits), little endian.");
        pictures.MapGet("/segments/{number:int}/mask", MaskAsync).Produces<Stream>(StatusCodes.Status200OK, RadiographPixels.ContentType).WithSummary("The mask of a segment: one bit a pixel, lowest bit first, raw deflate.");
        pictures.MapGet("/segments/{number:int}/probability", ProbabilityAsync).Produces<Stream>(StatusCodes.Status200OK, RadiographPixels.ContentType).WithSummary("How sure the network is, computed again: one byte a pixel, 255 for certain.");
        patients.MapGet("/seg", SegAsync).Produces<Stream>(StatusCodes.Status200OK, "application/dicom").WithSummary("The SEG of the case as a DICOM file.");
    }

    private static async Task<IResult> ShowAsync(HttpContext http, Guid id, CaseReader cases, TimeProvider clock, CancellationToken cancellation) =>
        await cases.FindAsync(id, Visitor.Of(http), cancellation).ConfigureAwait(false) is { } view
            ? PageResult.Of<CasePage>(http, new() { ["View"] = view, ["Now"] = clock.GetUtcNow() })
            : PageResult.Of<SentencePage>(http, new() { ["What"] = $"There is no case {id}." }, StatusCodes.Status404NotFound);

    private static async Task<IResult> ImageAsync(HttpContext http, Guid id, PipelineStore store, RadiographPixels radiographs, CancellationToken cancellation)
    {
        var image = await store.ReadAsync(db => db.SourceImages.SingleOrDefaultAsync(
            i => db.Cases.Any(c => c.Id == id && c.SopInstanceUid == i.SopInstanceUid), cancellation), cancellation).ConfigureAwait(false);
        if (image is null)
            return Results.Problem($"There is no case {id}.", statusCode: StatusCodes.Status404NotFound);
        var (pixels, bits, problem) = await radiographs.ReadAsync(image).ConfigureAwait(false);
        if (pixels is null)
            return Results.Problem(problem, statusCode: StatusCodes.Status422UnprocessableEntity);
        http.Response.Headers["X-Bits"] = bits.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Results.Bytes(pixels, RadiographPixels.ContentType);
    }

    private static async Task<IResult> MaskAsync(Guid id, int number, PipelineStore store, CancellationToken cancellation)
    {
        var mask = await store.ReadAsync(db => db.Segments.Where(s => s.CaseId == id && s.Number == number).Select(s => s.Mask).SingleOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        return mask is { Length: > 0 } ? Results.Bytes(mask, RadiographPixels.ContentType) : Results.Problem("This segment has no mask (yet).", statusCode: StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ProbabilityAsync(HttpContext http, Guid id, int number, ProbabilityMaps maps, CancellationToken cancellation)
    {
        using var place = maps.Queue(Visitor.Of(http).Name);
        if (place is null)
            return Results.Problem("Others wait for the network as well, or you do already. Ask again in a moment.", statusCode: StatusCodes.Status429TooManyRequests);
        var (map, problem) = await maps.ComputeAsync(id, number, cancellation).ConfigureAwait(false);
        return map is null ? Results.Problem(problem, statusCode: StatusCodes.Status404NotFound) : Results.Bytes(map, RadiographPixels.ContentType);
    }

    /// <summary>Each file that leaves is an event of its own, however often and soon.</summary>
    private static async Task<IResult> SegAsync(HttpContext http, Guid id, PipelineStore store, InstanceStore files, CaseViews views, CancellationToken cancellation)
    {
        var path = await store.ReadAsync(db => db.Cases.Where(c => c.Id == id).Select(c => c.SegPath).SingleOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
        if (path is null || !File.Exists(files.Full(path)))
            return Results.Problem("This case has no SEG.", statusCode: StatusCodes.Status404NotFound);
        await views.RecordAsync(id, ViewAudit.Participant(http), CaseViewing.Export, cancellation).ConfigureAwait(false);
        return Results.File(files.Full(path), "application/dicom", Path.GetFileName(path));
    }
}
