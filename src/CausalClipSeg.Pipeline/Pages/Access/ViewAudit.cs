using CausalClipSeg.Pipeline.Audit;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What shows a patient is written into the audit trail before it is shown; whoever is turned away as well.</summary>
internal static class ViewAudit
{
    /// <summary>For an address with the id of a case.</summary>
    public static TBuilder AuditViews<TBuilder>(this TBuilder endpoints, bool ofPictures = false)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (Visitor.Of(http) is { SeesPatients: true } visitor && Guid.TryParse(http.Request.RouteValues["id"]?.ToString(), out var id))
                await http.RequestServices.GetRequiredService<CaseViews>().RecordAsync(id, Participant(http, visitor), ofPictures, http.RequestAborted).ConfigureAwait(false);
            return await next(context).ConfigureAwait(false);
        });

    /// <summary>A key in a header that is not known (401), and a sign-in that led nowhere.</summary>
    public static void UseRefusalAudit(this WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http).ConfigureAwait(false);
        var isKey = http.Response.StatusCode == StatusCodes.Status401Unauthorized && AccessHandler.HasKey(http.Request);
        var isForm = HttpMethods.IsPost(http.Request.Method) && http.Request.Path == "/sign-in" && http.Response.StatusCode != StatusCodes.Status302Found;
        if (isKey || isForm)
            await http.RequestServices.GetRequiredService<SecurityAlerts>().SignInRefusedAsync(
                "(unknown)", Address(http), isKey ? "The key in the Authorization header is not known." : "The key given at the sign-in page was not taken.", CancellationToken.None).ConfigureAwait(false);
    });

    public static AuditParticipant Participant(HttpContext http, Visitor visitor) => new(visitor.Name, true, Address: Address(http));

    private static string? Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();
}
