using System.Net;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Inference;
using CausalClipSeg.Reports.Mllp;
using FellowOakDicom;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>
/// Several workers in this process on one RabbitMQ, one PostgreSQL and one Orthanc, with a stub in place of the network. The events of a history come through the
/// real doors of whichever worker, side by side.
/// </summary>
internal sealed class RealWorld : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly FaultWorld _world;
    private readonly HistorySite _site;
    private readonly CasePicture _picture = new(96);
    private readonly List<Worker> _workers = [];
    private int _turn;

    private RealWorld(FaultWorld world, HistorySite site) => (_world, _site) = (world, site);

    /// <param name="clock">The clock of all workers; the system's when absent.</param>
    public static async Task<RealWorld> StartAsync(PrivateRabbitMq rabbit, PrivatePostgres postgres, PrivateOrthanc orthanc, HistorySite site, int workers, TimeProvider? clock = null)
    {
        var world = new RealWorld(await FaultWorld.CreateAsync(rabbit, postgres, orthanc), site);
        for (var i = 0; i < workers; i++)
            world._workers.Add(await Worker.StartAsync(world.Settings(), clock ?? TimeProvider.System));
        return world;
    }

    /// <summary>Plays all of them side by side.</summary>
    public async Task<IReadOnlyList<HistoryOutcome>> PlayAsync(IReadOnlyList<History> histories, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        var images = histories.Select(ImagesOf).ToList();
        await Task.WhenAll(histories.Zip(images, (history, cases) => SendAsync(history, cases, limit.Token)));
        var rested = await RestedAsync([.. images.SelectMany(cases => cases)], limit.Token);
        var outcomes = new List<HistoryOutcome>();
        foreach (var (history, cases) in histories.Zip(images))
        {
            var numbers = cases.Select((c, i) => (c.Study.SopInstanceUid, i)).ToDictionary(pair => pair.SopInstanceUid, pair => pair.i);
            var shown = PacsContent.Standing(await ObjectsAsync(cases[0].Study.StudyInstanceUid)).Select(s => (Image: numbers[s.Image], s.Sentence)).Order();
            outcomes.Add(new HistoryOutcome(
                history, string.Join(" | ", shown.Select(s => $"image{s.Image}: {s.Sentence}")), string.Join(" | ", history.MustHold(_site).Select(s => $"image{s.Image}: {s.Sentence}")),
                rested ? null : $"Not at rest after {within}."));
        }
        return outcomes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        await _world.DisposeAsync();
    }

    private Dictionary<string, string?> Settings() => new(_world.Settings().ToDictionary(pair => pair.Key, pair => (string?)pair.Value))
    {
        ["Intake:RunPreliminary"] = $"{_site.RunPreliminary}",
        ["Intake:Images"] = _site.NewestOfEachView ? "NewestOfEachView" : "Every",
        ["Pacs:RejectionNotes"] = "true",
        ["Logging:LogLevel:Default"] = "Error",
    };

    private FaultCase[] ImagesOf(History history)
    {
        var first = _picture.NewCase();
        return [first, .. Enumerable.Range(1, history.Images - 1).Select(_ => _picture.Another(first))];
    }

    /// <summary>Each event leaves when the one before it is accepted, as long as it is the first of its kind; copies travel beside it.</summary>
    private async Task SendAsync(History history, FaultCase[] cases, CancellationToken cancellation)
    {
        var copies = new List<Task>();
        var seen = new HashSet<Arrival>();
        foreach (var arrival in history.Arrivals)
        {
            var worker = _workers[(Interlocked.Increment(ref _turn) & int.MaxValue) % _workers.Count];
            var sending = arrival.Image is { } image ? worker.TakeAsync(cases[image], cancellation) : worker.TakeAsync(Report(cases[0], history.Versions[arrival.Version!.Value]), cancellation);
            if (seen.Add(arrival))
                await sending;
            else
                copies.Add(sending);
        }
        await Task.WhenAll(copies);
    }

    private static byte[] Report(FaultCase of, PlannedVersion version) => of.Report(version.Status, version.Order, version.Text);

    private async Task<bool> RestedAsync(List<FaultCase> cases, CancellationToken cancellation)
    {
        var images = cases.Select(c => c.Study.SopInstanceUid).ToList();
        while (!cancellation.IsCancellationRequested)
        {
            if (await IsRestedAsync(images))
            {
                // What was on its way between outbox and inbox shows itself within this time.
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
                if (await IsRestedAsync(images))
                    return true;
            }
            await Task.Delay(Pause, CancellationToken.None);
        }
        return false;
    }

    /// <summary>Nothing moves, nothing waits to be published, and what was published has been consumed.</summary>
    private Task<bool> IsRestedAsync(List<string> images) => _world.Store.ReadAsync(async db =>
        !await db.Cases.AnyAsync(c => images.Contains(c.SopInstanceUid) && CaseTransitions.Moving.Contains(c.State))
        && !await db.OutboxMessages.AnyAsync(m => m.DispatchedAt == null)
        && !await db.OutboxMessages.AnyAsync(m => m.Type != "SegmentationStored" && !db.InboxMessages.Any(i => i.MessageId == m.MessageId)), CancellationToken.None);

    private async Task<List<DicomDataset>> ObjectsAsync(string study)
    {
        var objects = new List<DicomDataset>();
        foreach (var modality in new[] { "SEG", "KO" })
            foreach (var id in await _world.Orthanc.Find(("StudyInstanceUID", study), ("Modality", modality)))
                objects.Add(DicomFile.Open(new MemoryStream(await _world.Orthanc.Download(id))).Dataset);
        return objects;
    }

    private sealed class Worker(WebApplication host, int dicomPort, int mllpPort) : IAsyncDisposable
    {
        public static async Task<Worker> StartAsync(Dictionary<string, string?> settings, TimeProvider clock)
        {
            var (dicom, mllp) = (FreePort.Next(), FreePort.Next());
            var own = new Dictionary<string, string?>(settings) { ["Intake:DicomPort"] = $"{dicom}", ["Intake:MllpPort"] = $"{mllp}", ["Status:Port"] = $"{FreePort.Next()}" };
            var host = PipelineHost.Build(PipelineRoles.Intake | PipelineRoles.Worker, own, services => services.AddSingleton(clock).AddSingleton<ISegmenter, StubSegmenter>());
            await PipelineHost.StartAsync(host, CancellationToken.None);
            await host.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, CancellationToken.None);
            return new Worker(host, dicom, mllp);
        }

        /// <summary>Sends again until it is stored, as a modality does: on a busy machine an association may come too late.</summary>
        public async Task TakeAsync(FaultCase image, CancellationToken cancellation)
        {
            while (!(await StoreScu.SendAsync(new PacsDestination("127.0.0.1", dicomPort, "CAUSALCLIPSEG", "MODALITY"), image.File, cancellation)).IsStored)
                await Task.Delay(Pause, cancellation);
        }

        /// <summary>Sends again when it is asked to, as a RIS does: on a busy machine the database may not answer in time.</summary>
        public async Task TakeAsync(byte[] report, CancellationToken cancellation)
        {
            string reply;
            while ((reply = System.Text.Encoding.UTF8.GetString(await MllpClient.SendAsync(new IPEndPoint(IPAddress.Loopback, mllpPort), report, cancellation))).Contains("send the same message again", StringComparison.Ordinal))
                await Task.Delay(Pause, cancellation);
            reply.ShouldContain("MSA|AA|");
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }
    }
}
