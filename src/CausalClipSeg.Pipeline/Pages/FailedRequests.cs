using System.Diagnostics;
using CausalClipSeg.Persistence;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>
/// What a request meets that is no fault of whoever asks, said in a sentence: a database that is away (503, ask again) and what nobody foresaw (500, with the number under which the log has it). As
/// problem details (RFC 9457) to programs, as a page to people.
/// </summary>
internal sealed partial class FailedRequests(RequestDelegate next, HealthCheckService checks, ILogger<FailedRequests> log)
{
    private const string Away = "The database does not answer, so nothing that is kept there can be shown or changed. What arrives meanwhile waits with its sender, and nothing is lost. /health/ready says why.";

    /// <summary>Longer than nearly every request takes; then it is looked whether the database is what keeps it.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Found away, and not yet found back.</summary>
    private volatile bool _isAway;

    public async Task InvokeAsync(HttpContext http)
    {
        if (!IsView(http))
            await TryAsync(http, () => next(http)).ConfigureAwait(false);
        else if (_isAway && await IsDatabaseAwayAsync().ConfigureAwait(false))
            await LaterAsync(http).ConfigureAwait(false);
        else
            await ViewAsync(http).ConfigureAwait(false);
    }

    /// <summary>What is kept in the database, to be seen and not changed. The rest (health, assets, the doors of reports, the events) has its own way with an outage.</summary>
    private static bool IsView(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.Request.Path != EventEndpoints.Path && http.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;

    /// <summary>Answers in time also where the database hangs: its statements are tried for minutes, which suits work that can wait, and end no earlier when they are cancelled.</summary>
    private async Task ViewAsync(HttpContext http)
    {
        var left = http.RequestAborted;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(left);
        http.RequestAborted = end.Token;
        var answering = TryAsync(http, () => next(http));
        var isTold = false;
        try
        {
            while (!isTold && await Task.WhenAny(answering, Task.Delay(Look, CancellationToken.None)).ConfigureAwait(false) != answering)
                if (!http.Response.HasStarted && await IsDatabaseAwayAsync().ConfigureAwait(false) && !answering.IsCompleted)
                {
                    await LaterAsync(http).ConfigureAwait(false);
                    await http.Response.CompleteAsync().ConfigureAwait(false);
                    isTold = true;
                    await end.CancelAsync().ConfigureAwait(false);
                }
        }
        finally
        {
            // The request is in use until then.
            await answering.ConfigureAwait(isTold ? ConfigureAwaitOptions.SuppressThrowing : ConfigureAwaitOptions.None);
            http.RequestAborted = left;
        }
    }

    private async Task TryAsync(HttpContext http, Func<Task> answer)
    {
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException) when (!http.Response.HasStarted)
        {
            await LaterAsync(http).ConfigureAwait(false);
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            Failed(http.Request.Method, http.Request.Path, failure);
            var number = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
            await SayAsync(http, "A fault", $"The service has failed here, and its log says how, at {number}.", StatusCodes.Status500InternalServerError).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsDatabaseAwayAsync() =>
        _isAway = (await checks.CheckHealthAsync(check => check.Name == "database", CancellationToken.None).ConfigureAwait(false)).Status == HealthStatus.Unhealthy;

    private static Task LaterAsync(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "10";
        // The connection is of no use while what was asked on it has not ended.
        if (HttpProtocol.IsHttp11(http.Request.Protocol))
            http.Response.Headers.Connection = "close";
        return SayAsync(http, "Not now", Away, StatusCodes.Status503ServiceUnavailable);
    }

    private static Task SayAsync(HttpContext http, string title, string sentence, int status) => WrongInput.WantsPage(http.Request)
        ? PageResult.Of<SentencePage>(http, new()
        {
            ["Title"] = title, ["What"] = sentence, ["Again"] = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : null,
        }, status).ExecuteAsync(http)
        : Results.Problem(sentence, statusCode: status).ExecuteAsync(http);

    [LoggerMessage(EventId = 911, Level = LogLevel.Error, Message = "{Method} {Path} has failed")]
    private partial void Failed(string method, string path, Exception failure);
}
