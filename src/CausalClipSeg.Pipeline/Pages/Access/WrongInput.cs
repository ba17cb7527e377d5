using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What a request is refused for before any of our code sees it is said in a sentence as well: as problem details (RFC 9457) to programs, as a page to people.</summary>
internal static class WrongInput
{
    public static bool WantsPage(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    public static void UseSentencesForWrongInput(this WebApplication app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http).ConfigureAwait(false);
            if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400 and < 500, ContentLength: null or 0, ContentType: null } && Sentence(http) is { } sentence)
                await SayAsync(http, sentence, http.Response.StatusCode).ConfigureAwait(false);
        }
        catch (BadHttpRequestException wrong) when (!http.Response.HasStarted)
        {
            await SayAsync(http, Sentence(wrong), wrong.StatusCode).ConfigureAwait(false);
        }
    });

    private static Task SayAsync(HttpContext http, string sentence, int status) => status == StatusCodes.Status404NotFound && WantsPage(http.Request)
        ? PageResult.Of<SentencePage>(http, new() { ["What"] = sentence }, status).ExecuteAsync(http)
        : Results.Problem(sentence, statusCode: status).ExecuteAsync(http);

    private static string Sentence(BadHttpRequestException wrong) => wrong.InnerException is JsonException json
        ? $"The body is not the JSON that this address takes{(json.Path is { Length: > 1 } path ? $", at {path}" : "")}. /openapi.json says what it takes."
        : $"{wrong.Message} /openapi.json says what this address takes.";

    private static string? Sentence(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => $"The request cannot be understood. /openapi.json says what {http.Request.Path} takes.",
        StatusCodes.Status404NotFound => $"There is nothing at {http.Request.Path}. /openapi.json lists what there is for programs, /worklist is where people begin.",
        StatusCodes.Status405MethodNotAllowed => $"{http.Request.Path} does not take {http.Request.Method}; it takes {http.Response.Headers.Allow}.",
        StatusCodes.Status413PayloadTooLarge => "The body is longer than this address takes; Status:MaxRequestMegabytes says how much.",
        StatusCodes.Status415UnsupportedMediaType => $"{http.Request.Path} does not take {Given(http.Request)}; send {Accepted(http)} and say so in Content-Type.",
        _ => null,
    };

    private static string Given(HttpRequest request) => string.IsNullOrEmpty(request.ContentType) ? "a body without a Content-Type" : request.ContentType;

    private static string Accepted(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes is { Count: > 0 } types
        ? string.Join(" or ", types)
        : "application/json";
}
