using System.Diagnostics.Metrics;
using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Operations;

/// <summary>Disk and GPU memory as metrics: the disk is looked at when asked, the driver every quarter of a minute.</summary>
internal sealed class MachineMeter : BackgroundService
{
    private const long Megabyte = 1L << 20;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);
    private readonly Meter _meter;
    private readonly NvidiaDriver _driver;
    private readonly TimeProvider _clock;
    private IReadOnlyList<GpuReading> _gpus = [];

    public MachineMeter(IMeterFactory meters, NvidiaDriver driver, IOptions<StorageOptions> storage, TimeProvider clock)
    {
        (_driver, _clock) = (driver, clock);
        _meter = meters.Create("CausalClipSeg.Machine");
        var root = Path.GetFullPath(storage.Value.Root);
        _meter.CreateObservableGauge("causalclipseg.disk.free", () => new DriveInfo(root).AvailableFreeSpace, "By", "Free bytes on the volume of Storage:Root.");
        _meter.CreateObservableGauge("causalclipseg.disk.refuse_below", () => storage.Value.RefuseFreeMegabytes * Megabyte, "By", "Free bytes below which nothing is taken in (Storage:RefuseFreeMegabytes).");
        Gpu("causalclipseg.gpu.memory.used", "By", "Memory of a GPU in use, by all processes.", gpu => gpu.UsedMegabytes * Megabyte);
        Gpu("causalclipseg.gpu.memory.size", "By", "Memory of a GPU.", gpu => gpu.TotalMegabytes * Megabyte);
        Gpu("causalclipseg.gpu.utilisation", "%", "Share of the time in which a GPU computes.", gpu => gpu.UtilisationPercent);
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, _clock);
        do
            _gpus = await _driver.ReadAsync(stoppingToken).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private void Gpu(string name, string unit, string description, Func<GpuReading, long> of) =>
        _meter.CreateObservableGauge(name, () => _gpus.Select((gpu, i) =>
            new Measurement<long>(of(gpu), new KeyValuePair<string, object?>("gpu", i), new("name", gpu.Name))), unit, description);
}
