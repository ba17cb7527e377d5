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
internal sealed class ArchiveHealth : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(8);
    private readonly Archive _archive;
    private readonly PacsOptions _pacs;
    private readonly StatusOptions _status;
    private readonly LatestAnswer _answer;

    public ArchiveHealth(Archive archive, IOptions<PacsOptions> pacs, IOptions<StatusOptions> status, TimeProvider clock) =>
        (_archive, _pacs, _status, _answer) = (archive, pacs.Value, status.Value, new LatestAnswer(AskAsync, Fresh, Patience * 2, "The archive does not answer.", clock));

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await _answer.GetAsync().WaitAsync(cancellationToken).ConfigureAwait(false) switch
        {
            (false, _) => Fails("The archive has not answered yet.", new Dictionary<string, object> { [HealthRegistration.Starting] = true }),
            (true, { } problem) => Fails(problem),
            _ => HealthCheckResult.Healthy(),
        };

    private HealthCheckResult Fails(string problem, Dictionary<string, object>? data = null) =>
        _status.ReadyNeedsPacs ? HealthCheckResult.Unhealthy(problem, data: data) : HealthCheckResult.Degraded($"{problem} What it would get waits.", data: data);

    private async Task<string?> AskAsync() =>
        _pacs.Transport == PacsTransport.Stow ? await SearchAsync().ConfigureAwait(false)
        : _archive.Node is { } node ? await EchoAsync(node).ConfigureAwait(false)
        : null;

    private static async Task<string?> EchoAsync(PacsDestination node) =>
        await StoreScu.EchoAsync(node with { Timeout = Patience }, CancellationToken.None).ConfigureAwait(false) is { IsStored: false } failed ? $"{node} does not answer C-ECHO: {failed.Message.TrimEnd('.')}." : null;

    private async Task<string?> SearchAsync()
    {
        if (_archive.Web is not { } web)
            return null;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await web.SearchAsync("studies", [("limit", "1")], patience.Token).ConfigureAwait(false);
            return null;
        }
        catch (DicomWebException refused)
        {
            return $"{web.Root} does not answer a search: {refused.Message.TrimEnd('.')}.";
        }
        catch (OperationCanceledException)
        {
            return $"{web.Root} gave no answer within {Patience.TotalSeconds:F0} s.";
        }
    }
}
