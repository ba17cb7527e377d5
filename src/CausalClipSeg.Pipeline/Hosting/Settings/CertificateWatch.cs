using System.Diagnostics.Metrics;
using CausalClipSeg.Pipeline.Certificates;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// Looks every second whether a certificate, its key or a file of authorities has been renewed, as <see cref="SettingsWatch"/> does for settings. What cannot be used is said once in the
/// log and changes nothing.
/// </summary>
internal sealed partial class CertificateWatch : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private readonly SiteCertificates _certificates;
    private readonly TimeProvider _clock;
    private readonly ILogger<CertificateWatch> _log;
    private readonly Meter _meter;

    public CertificateWatch(SiteCertificates certificates, IMeterFactory meters, TimeProvider clock, ILogger<CertificateWatch> log)
    {
        (_certificates, _clock, _log) = (certificates, clock, log);
        _meter = meters.Create("CausalClipSeg.Certificates");
        _meter.CreateObservableGauge("causalclipseg.certificate.remaining", Remaining, "s", "Time until a certificate of ours ends, by the setting that names it.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, _clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            foreach (var (news, settings) in Look())
                if (news.IsTaken)
                    Taken(settings, news.Sentence);
                else
                    Refused(settings, news.Sentence);
    }

    /// <summary>One file may serve every door: that is one line.</summary>
    private IEnumerable<(CertificateNews News, string Settings)> Look() => _certificates.InUse.SelectMany(certificate => certificate.Look(_clock.GetUtcNow()))
        .GroupBy(news => (news.IsTaken, news.Sentence)).Select(alike => (alike.First(), string.Join(", ", alike.Select(news => news.Setting))));

    private IEnumerable<Measurement<double>> Remaining() =>
        from certificate in _certificates.InUse
        let own = certificate.InForce.Certificate
        where own is not null
        select new Measurement<double>((own.NotAfter - _clock.GetUtcNow()).TotalSeconds, new KeyValuePair<string, object?>("setting", certificate.Setting));

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message = "In force for new connections ({Settings}): {Certificate}")]
    private partial void Taken(string settings, string certificate);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning, Message = "A certificate has changed and is not taken over, and what was before it stays in force ({Settings}): {Problem}")]
    private partial void Refused(string settings, string problem);
}
