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
    private readonly Lock _gate = new();
    private (long At, string? Problem)? _last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (await ProblemAsync(cancellationToken).ConfigureAwait(false) is not { } problem)
            return HealthCheckResult.Healthy();
        return status.Value.ReadyNeedsPacs ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Degraded($"{problem} What it would get waits.");
    }

    private async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        lock (_gate)
            if (_last is { } last && clock.GetElapsedTime(last.At) < Fresh)
                return last.Problem;
        var problem = pacs.Value.Transport == PacsTransport.Stow ? await SearchAsync(cancellation).ConfigureAwait(false)
            : archive.Node is { } node ? await EchoAsync(node, cancellation).ConfigureAwait(false)
            : null;
        lock (_gate)
            _last = (clock.GetTimestamp(), problem);
        return problem;
    }

    private static async Task<string?> EchoAsync(PacsDestination node, CancellationToken cancellation) =>
        await StoreScu.EchoAsync(node with { Timeout = Patience }, cancellation).ConfigureAwait(false) is { IsStored: false } failed ? $"{node} does not answer C-ECHO: {failed.Message}" : null;

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
            return $"{web.Root} does not answer a search: {refused.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"{web.Root} gave no answer within {Patience.TotalSeconds:F0} s.";
        }
    }
}
