using System.Security.Cryptography;
using System.Text;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Reports;
using CausalClipSeg.Reports.Fhir;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>The FHIR R4 door over HTTP: POST /fhir/DiagnosticReport, PUT /fhir/DiagnosticReport/{id}, POST /fhir (a Bundle), GET /fhir/metadata.</summary>
internal static class FhirEndpoints
{
    private const string Json = "application/fhir+json; charset=utf-8";

    public static void MapFhir(this IEndpointRouteBuilder host)
    {
        host.MapPost("/fhir", Task<IResult> (HttpContext http, CancellationToken _) => ReceiveAsync(http, null));
        host.MapPost("/fhir/DiagnosticReport", Task<IResult> (HttpContext http, CancellationToken _) => ReceiveAsync(http, null));
        host.MapPut("/fhir/DiagnosticReport/{id}", (HttpContext http, string id) => ReceiveAsync(http, id));
        host.MapGet("/fhir/metadata", (TimeProvider clock) =>
            Results.Text(FhirCapabilities.Statement(typeof(FhirEndpoints).Assembly.GetName().Version?.ToString() ?? "", clock.GetUtcNow()), Json));
    }

    private static async Task<IResult> ReceiveAsync(HttpContext http, string? id)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<FhirDoorOptions>>().Value;
        if (Refusal(http, options) is { } refusal)
            return Answer(http, refusal);
        if (await BodyAsync(http.Request, options.MaxBytes, http.RequestAborted).ConfigureAwait(false) is not { } body)
            return Answer(http, new(StatusCodes.Status413PayloadTooLarge, ReportProblemKind.TooLarge, $"The body is larger than the {options.MaxBytes} bytes taken here (Intake:Fhir:MaxBytes)."));
        return Answer(http, await http.RequestServices.GetRequiredService<FhirDoor>().ReceiveAsync(body, id, http.RequestAborted).ConfigureAwait(false));
    }

    private static FhirAnswer? Refusal(HttpContext http, FhirDoorOptions options)
    {
        if (!options.Enabled)
            return new(StatusCodes.Status404NotFound, ReportProblemKind.NotAllowed, "The FHIR door is closed here (Intake:Fhir:Enabled).");
        if (!IsAllowed(http, options))
            return new(StatusCodes.Status401Unauthorized, ReportProblemKind.NotAllowed, "Send the site's token as \"Authorization: Bearer …\" (Intake:Fhir:Token); without one only the same machine may send.");
        var type = http.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        return type is "application/fhir+json" or "application/json" or "text/json" ? null
            : new(StatusCodes.Status415UnsupportedMediaType, ReportProblemKind.NotAReport, $"Content-Type \"{type}\" is not taken here; send application/fhir+json.");
    }

    private static bool IsAllowed(HttpContext http, FhirDoorOptions options)
    {
        if (options.Token is not { Length: > 0 } token)
            return ThisMachine.Asks(http);
        var sent = http.Request.Headers.Authorization.ToString();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes($"Bearer {token}"));
    }

    private static async Task<byte[]?> BodyAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        if (request.ContentLength > limit)
            return null;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit;
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            if (body.Length + read > limit)
                return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static IResult Answer(HttpContext http, FhirAnswer answer)
    {
        if (answer.Status == StatusCodes.Status503ServiceUnavailable)
            http.Response.Headers.RetryAfter = "10";
        if (answer.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        return Results.Text(answer.Problem is { } kind ? OperationOutcomes.Error(kind, answer.Sentence) : OperationOutcomes.Information(answer.Sentence), Json, statusCode: answer.Status);
    }
}
