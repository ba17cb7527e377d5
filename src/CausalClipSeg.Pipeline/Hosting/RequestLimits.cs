using System.Globalization;
using System.Threading.RateLimiting;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Pages;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>How often one address may ask, and how often it may try to sign in: a script that runs wild, or guesses, takes nothing from the others.</summary>
internal static class RequestLimits
{
    private const int SecondsInAMinute = 60;

    public static void AddRequestLimits(this IServiceCollection services, StatusOptions status) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(http => IsAskedByMachines(http.Request.Path)
                ? RateLimitPartition.GetNoLimiter("")
                : RateLimitPartition.GetTokenBucketLimiter(Address(http), _ => Requests(status.RequestsPerMinute))),
            PartitionedRateLimiter.Create<HttpContext, string>(http => IsSignIn(http.Request)
                ? RateLimitPartition.GetFixedWindowLimiter(Address(http), _ => new FixedWindowRateLimiterOptions { PermitLimit = status.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) })
                : RateLimitPartition.GetNoLimiter("")));
        limits.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)after.TotalSeconds) : 1;
            rejected.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            await Results.Problem(
                $"Too many requests from this address; ask again in {wait} s. Whoever runs the service finds the limits under Status:RequestsPerMinute and Status:SignInsPerMinute.",
                statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(rejected.HttpContext).ConfigureAwait(false);
        };
    });

    /// <summary>A minute's worth at once, then as many as a second brings back.</summary>
    private static TokenBucketRateLimiterOptions Requests(int minute) => new()
    {
        TokenLimit = minute,
        TokensPerPeriod = Math.Max(1, minute / SecondsInAMinute),
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        AutoReplenishment = true,
    };

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    private static bool IsSignIn(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments(SignInEndpoints.SignIn);

    private static bool IsAskedByMachines(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
}
