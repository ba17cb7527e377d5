using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What /openapi.json says of every address beside what stands at it: how to sign in, what may go wrong, and what parameters mean.</summary>
internal static class ApiDocument
{
    private const string Key = "key";
    private const string Session = "session";

    private static readonly FrozenDictionary<string, string> Parameters = new Dictionary<string, string>
    {
        ["id"] = "The id of the case, the dead letter or the model, as the lists give it.",
        ["number"] = "The number of a segment of the case, from 1 on.",
        ["state"] = "Only cases in this state; every state without it.",
        ["reason"] = "In lists and in changes of several: a text that the reason contains. Where a model is promoted, refused or rolled back: why, for the record.",
        ["label"] = "The id of a review, as it was answered when it was recorded.",
        ["review"] = "Only stored results that are open (a segment has no reader's word yet), reviewed (a reader has said something), or rejected (a reader called a segment wrong).",
        ["before"] = "Only what changed before this moment: the updatedAt of the last one of the page before, then a slash and its id, so that nothing of the same moment is lost.",
        ["limit"] = "How many at most, 1 to 500.",
    }.ToFrozenDictionary();

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(document =>
    {
        document.AddDocumentTransformer((described, _, _) =>
        {
            (described.Info.Title, described.Info.Version) = ("CausalClipSeg", Version());
            described.Components ??= new OpenApiComponents();
            described.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Key] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of Status:Access, or a token of the issuer that Status:Oidc names." },
                [Session] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = AccessKeys.Cookie,
                    Description = $"The sign-in of a browser. What changes something then also carries the token of GET /api/token in the header {AntiforgeryFilter.Header}.",
                },
            };
            return Task.CompletedTask;
        });
        document.AddOperationTransformer(DescribeAsync);
    });

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            parameter.Description ??= parameter.Name is { } name ? Parameters.GetValueOrDefault(name) : null;
        var about = context.Description.ActionDescriptor.EndpointMetadata;
        var isGuarded = about.OfType<IAuthorizeData>().Any();
        if (isGuarded)
            operation.Security = [.. new[] { Key, Session }.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] })];
        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, cancellation).ConfigureAwait(false);
        operation.Responses ??= [];
        foreach (var (status, what) in Problems(context, isGuarded, about.OfType<ChecksAntiforgery>().Any()))
            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = what,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = problem } },
            };
    }

    private static IEnumerable<(int Status, string What)> Problems(OpenApiOperationTransformerContext context, bool isGuarded, bool changes)
    {
        yield return (StatusCodes.Status400BadRequest, "The request cannot be understood; detail says which part of it.");
        if (isGuarded)
        {
            yield return (StatusCodes.Status401Unauthorized, "Nobody whom the service knows.");
            yield return (StatusCodes.Status403Forbidden, "The visitor may not do this.");
        }
        if (context.Description.RelativePath?.Contains("{id", StringComparison.Ordinal) is true)
            yield return (StatusCodes.Status404NotFound, "There is no such case, dead letter, model or picture.");
        if (changes)
            yield return (StatusCodes.Status409Conflict, "Refused; detail says why, and nothing has changed.");
        yield return (StatusCodes.Status429TooManyRequests, "Too many requests from this address; Retry-After says when to ask again.");
    }

    private static string Version() =>
        typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
