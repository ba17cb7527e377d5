using CausalClipSeg.Pipeline.Audit;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>What shows a patient is written into the audit trail before it is shown; whoever is turned away as well.</summary>
internal static class ViewAudit
{
    /// <summary>For an address with the id of a case.</summary>
    public static TBuilder AuditViews<TBuilder>(this TBuilder endpoints, CaseViewing viewing = CaseViewing.Page)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (Visitor.Of(http) is { SeesPatients: true } && Guid.TryParse(http.Request.RouteValues["id"]?.ToString(), out var id))
                await http.RequestServices.GetRequiredService<CaseViews>().RecordAsync(id, Participant(http), viewing, http.RequestAborted).ConfigureAwait(false);
            return await next(context).ConfigureAwait(false);
        });

    /// <summary>A key in a header that is not known (401), a sign-in that led nowhere, and a known visitor who may not do this (403).</summary>
    public static void UseRefusalAudit(this WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http).ConfigureAwait(false);
        var alerts = http.RequestServices.GetRequiredService<SecurityAlerts>();
        var isKey = http.Response.StatusCode == StatusCodes.Status401Unauthorized && AccessHandler.HasKey(http.Request);
        var isForm = HttpMethods.IsPost(http.Request.Method) && http.Request.Path == SignInEndpoints.SignIn && http.Response.StatusCode != StatusCodes.Status302Found;
        if (isKey || isForm)
            await alerts.SignInRefusedAsync(
                "(unknown)", Address(http), isKey ? "The key in the Authorization header is not known." : "The key given at the sign-in page was not taken.", CancellationToken.None).ConfigureAwait(false);
        if (http.Response.StatusCode == StatusCodes.Status403Forbidden)
            await alerts.AccessRefusedAsync(Participant(http), $"{http.Request.Method} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText}", CancellationToken.None).ConfigureAwait(false);
    });

    /// <summary>Whoever asks, by name and address.</summary>
    public static AuditParticipant Participant(HttpContext http) => Participant(http, Visitor.Of(http));

    public static AuditParticipant Participant(HttpContext http, Visitor visitor) => new(visitor.Name, true, Address: Address(http));

    private static string? Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();
}
