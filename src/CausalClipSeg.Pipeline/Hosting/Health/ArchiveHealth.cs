using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// The archive answers (C-ECHO, or a search where SEGs go by STOW-RS). Asked some times a minute at most. An archive that is away does not close the doors unless
/// the site says so: what it would get waits, and images and reports are still taken.
/// </summary>
internal sealed class ArchiveHealth(Archive archive, IOptions<PacsOptions> pacs, IOptions<StatusOptions> status, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(8);

    /// <summary>A probe has a second; an archive that hangs must not make it late.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(500);
    private const string NotYet = "The archive has not answered yet.";
    private readonly Lock _gate = new();
    private (long At, string? Problem)? _last;
    private Task<string?>? _asking;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (await ProblemAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is not { } problem)
            return HealthCheckResult.Healthy();
        var data = problem == NotYet ? new Dictionary<string, object> { [HealthRegistration.Starting] = true } : null;
        return status.Value.ReadyNeedsPacs ? HealthCheckResult.Unhealthy(problem, data: data) : HealthCheckResult.Degraded($"{problem} What it would get waits.", data: data);
    }

    /// <summary>What is known, asked again where it is old; the answer that takes its time is for whoever looks next.</summary>
    private async Task<string?> ProblemAsync()
    {
        Task<string?> asking;
        lock (_gate)
        {
            if (_last is { } fresh && clock.GetElapsedTime(fresh.At) < Fresh)
                return fresh.Problem;
            asking = _asking ??= Task.Run(() => AskAsync());
        }
        if (await Task.WhenAny(asking, Task.Delay(Quick, clock)).ConfigureAwait(false) == asking)
            return await asking.ConfigureAwait(false);
        lock (_gate)
            return _last is { } old ? old.Problem : NotYet;
    }

    private async Task<string?> AskAsync()
    {
        try
        {
            var problem = pacs.Value.Transport == PacsTransport.Stow ? await SearchAsync(CancellationToken.None).ConfigureAwait(false)
                : archive.Node is { } node ? await EchoAsync(node, CancellationToken.None).ConfigureAwait(false)
                : null;
            lock (_gate)
                _last = (clock.GetTimestamp(), problem);
            return problem;
        }
        finally
        {
            lock (_gate)
                _asking = null;
        }
    }

    private static async Task<string?> EchoAsync(PacsDestination node, CancellationToken cancellation) =>
        await StoreScu.EchoAsync(node with { Timeout = Patience }, cancellation).ConfigureAwait(false) is { IsStored: false } failed ? $"{node} does not answer C-ECHO: {failed.Message.TrimEnd('.')}." : null;

    private async Task<string?> SearchAsync(CancellationToken cancellation)
    {
        if (archive.Web is not { } web)
            return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            await web.SearchAsync("studies", [("limit", "1")], patience.Token).ConfigureAwait(false);
            return null;
        }
        catch (DicomWebException refused)
        {
            return $"{web.Root} does not answer a search: {refused.Message.TrimEnd('.')}.";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"{web.Root} gave no answer within {Patience.TotalSeconds:F0} s.";
        }
    }
}
