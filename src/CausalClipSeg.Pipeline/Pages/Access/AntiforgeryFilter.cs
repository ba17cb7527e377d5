using Microsoft.AspNetCore.Antiforgery;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>A request that changes something comes from our own page, or carries a key of its own.</summary>
internal static class AntiforgeryFilter
{
    public const string Header = "X-Antiforgery";
    public const string Field = "antiforgery";

    public static TBuilder RequireAntiforgery<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new ChecksAntiforgery()).AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (AccessHandler.HasKey(http.Request)
                || await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http).ConfigureAwait(false))
                return await next(context).ConfigureAwait(false);
            return Results.Problem(
                $"The request carries no valid anti-forgery token. Load the page again; a program reads the token from GET /api/token and sends it as {Header}.",
                statusCode: StatusCodes.Status400BadRequest);
        });
}

/// <summary>Marks an endpoint that asks for the token, so that one that forgot to can be found.</summary>
internal sealed record ChecksAntiforgery;
