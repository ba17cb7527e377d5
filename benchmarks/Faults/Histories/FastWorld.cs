using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Delivery;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Inference;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>What a history left: what the PACS shows, what the model says it must show, and what is not as it should be.</summary>
internal sealed record HistoryOutcome(History History, string Shown, string Expected, string? Fault)
{
    public bool IsRight => Fault is null && Shown == Expected;

    public override string ToString() => $"{History}\n  shown:    {Shown}\n  expected: {Expected}\n  {Fault}";
}

/// <summary>
/// The product's stages, records and outbox without sockets: its messages are handed over by a courier who takes them in any order, now and then twice, and whose
/// receivers now and then die. Many histories a second.
/// </summary>
internal sealed class FastWorld : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly HistorySite _site;
    private readonly Random _random;
    private readonly SteppedClock _clock = new();
    private readonly UnreliablePacs _pacs;
    private readonly WebApplication _host;
    private readonly CasePicture _picture = new(96);
    private readonly List<OutboxMessage> _onTheirWay = [];
    private readonly Dictionary<string, Func<OutboxMessage, Task>> _handlers;

    private FastWorld(HistorySite site, int seed)
    {
        (_site, _random) = (site, new Random(seed));
        _pacs = new UnreliablePacs(_random);
        _folder = new TemporaryFolder("histories", Directory.Exists("/dev/shm") ? "/dev/shm" : null);
        _host = PipelineHost.Build(PipelineRoles.None, new Dictionary<string, string?>
        {
            ["Storage:Root"] = _folder.Path,
            ["Intake:RunPreliminary"] = $"{site.RunPreliminary}",
            ["Intake:Images"] = site.NewestOfEachView ? "NewestOfEachView" : "Every",
            ["Intake:QuietSeconds"] = "10",
            ["Pacs:RejectionNotes"] = "true",
            ["Logging:LogLevel:Default"] = "Error",
        }, services => services.AddSingleton<TimeProvider>(_clock).AddSingleton<IPacs>(_pacs).AddSingleton<ISegmenter, StubSegmenter>());
        _handlers = new()
        {
            [nameof(ImageStored)] = Handler<ImageStored>(Get<CaseOpener>().OpenForImageAsync),
            [nameof(ReportRecorded)] = Handler<ReportRecorded>(Get<CaseOpener>().OpenForReportAsync),
            [nameof(SegmentationRequested)] = Handler<SegmentationRequested>(Get<CaseSegmenter>().SegmentAsync),
            [nameof(SegmentationCreated)] = Handler<SegmentationCreated>(Get<CaseDelivery>().DeliverAsync),
            [nameof(SegmentationWithdrawn)] = Handler<SegmentationWithdrawn>(Get<CaseRejection>().RejectAsync),
            [nameof(SegmentationStored)] = _ => Task.CompletedTask,
        };
    }

    public static async Task<FastWorld> StartAsync(HistorySite site, int seed)
    {
        var world = new FastWorld(site, seed);
        await PipelineHost.MigrateAsync(world._host.Services, CancellationToken.None);
        return world;
    }

    public async Task<HistoryOutcome> PlayAsync(History history)
    {
        _pacs.Forget();
        FaultCase[] images = [_picture.NewCase()];
        while (images.Length < history.Images)
            images = [.. images, _picture.Another(images[0])];
        foreach (var arrival in history.Arrivals)
        {
            if (arrival.Image is { } image)
                await TakeImageAsync(images[image]);
            else
                await TakeReportAsync(images[0].Study.StudyInstanceUid, history.Versions[arrival.Version!.Value]);
            _clock.Advance(TimeSpan.FromSeconds(1 + _random.Next(15)));
            await CarryAsync(_random.Next(6));
        }
        var fault = await FinishAsync() ? await FaultAsync(images) : "Messages were still on their way after a day.";
        var numbers = images.Select((c, i) => (c.Study.SopInstanceUid, i)).ToDictionary(pair => pair.SopInstanceUid, pair => pair.i);
        return new HistoryOutcome(history, Text(PacsContent.Standing(_pacs.Objects).Select(s => (numbers[s.Image], s.Sentence)).Order()), Text(history.MustHold(_site)), fault);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _folder.DisposeAsync();
    }

    private T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    private static string Text(IEnumerable<(int Image, string Sentence)> held) => string.Join(" | ", held.Select(h => $"image{h.Image}: {h.Sentence}"));

    private static Func<OutboxMessage, Task> Handler<TMessage>(Func<TMessage, MessageIdentity, CancellationToken, Task> handle) => message =>
        handle((TMessage)Outbox.Open(message, typeof(TMessage)), new MessageIdentity(typeof(TMessage).Name, message.MessageId), CancellationToken.None);

    private async Task TakeImageAsync(FaultCase sent)
    {
        var spooled = Path.Combine(Get<InstanceStore>().SpoolFolder, $"{Guid.NewGuid():n}.dcm");
        await File.WriteAllBytesAsync(spooled, sent.Image);
        (await Get<InstanceRegister>().AcceptAsync(spooled, sent.File.Dataset, "C-STORE", CancellationToken.None)).ShouldBeNull();
    }

    private Task TakeReportAsync(string studyInstanceUid, PlannedVersion version) => Get<ReportEventDoor>().TakeAsync(
        new ReportArrived
        {
            StudyInstanceUid = studyInstanceUid, ReportId = studyInstanceUid, Status = version.Status, Text = version.Text,
            IssuedAt = new DateTimeOffset(2026, 3, 1, 7, version.Order, 0, TimeSpan.Zero),
        },
        new MessageIdentity(nameof(ReportArrived), Guid.NewGuid()), CancellationToken.None);

    /// <summary>So many messages arrive somewhere, whichever they are.</summary>
    private async Task CarryAsync(int count)
    {
        await CollectAsync();
        for (; count > 0 && _onTheirWay.Count > 0; count--)
        {
            var message = _onTheirWay[_random.Next(_onTheirWay.Count)];
            try
            {
                await _handlers[message.Type](message);
                // Of some the acknowledgement is lost: they come again.
                if (_random.Next(8) > 0)
                    _onTheirWay.Remove(message);
            }
            catch (WorkerDied)
            {
                // Not acknowledged: the broker delivers it again.
            }
            await CollectAsync();
        }
    }

    private Task<DispatchResult> CollectAsync() => Get<OutboxReader>().DispatchAsync(100, (message, _) =>
    {
        _onTheirWay.Add(message);
        return Task.FromResult<string?>(null);
    }, CancellationToken.None);

    private async Task<bool> FinishAsync()
    {
        for (var step = 0; step < 2000; step++)
        {
            await CarryAsync(10);
            if (_onTheirWay.Count == 0 && await Get<OutboxReader>().CountWaitingAsync(CancellationToken.None) == 0)
                return true;
            _clock.Advance(TimeSpan.FromSeconds(40));
        }
        return false;
    }

    private Task<string?> FaultAsync(FaultCase[] images)
    {
        var uids = images.Select(c => c.Study.SopInstanceUid).ToList();
        return Get<PipelineStore>().ReadAsync(async db =>
        {
            var cases = await db.Cases.Where(c => uids.Contains(c.SopInstanceUid)).Include(c => c.Events).ToListAsync();
            var moving = cases.Find(c => CaseTransitions.Moving.Contains(c.State));
            var torn = cases.Find(c => c.Events.OrderBy(e => e.Id).Last().To != c.State);
            var nameless = cases.Find(c => c is { Revision: > 1, PredecessorSegSopInstanceUid: null } && cases.Exists(p => p.SopInstanceUid == c.SopInstanceUid && p.Revision == c.Revision - 1 && p.DeliveredAt < c.CreatedAt));
            return moving is not null ? $"Case {moving.Id} still is {moving.State}."
                : torn is not null ? $"The history of case {torn.Id} does not end in its state."
                : nameless is not null ? $"Case {nameless.Id} does not name its predecessor." : null;
        }, CancellationToken.None);
    }
}
