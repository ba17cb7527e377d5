using System.Data.Common;
using System.Threading.Channels;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Inference;

/// <summary>A live case after the champion has answered it: the picture, and for each segment its sentence and the champion's mask, which are made when a shadow asks.</summary>
public sealed record AnsweredCase(Guid CaseId, GrayImage Image, Func<IReadOnlyList<(int SegmentNumber, string Sentence, byte[] Mask)>> Segments);

/// <summary>
/// Lets a model in its shadow period answer what the champion has answered, when the device is free, and writes down how far the two agree; nothing of it
/// leaves. What does not fit into the queue is left out: inference goes first.
/// </summary>
public sealed partial class ShadowRunner(
    PipelineStore store, ChampionModel models, DeviceTurns turns, IOptions<PromotionOptions> promotion, IOptions<RetrainingOptions> retraining, TimeProvider clock, ILogger<ShadowRunner> log)
    : BackgroundService
{
    private const int Waiting = 4; // each holds a radiograph, tens of megabytes
    private readonly Channel<AnsweredCase> _queue = Channel.CreateBounded<AnsweredCase>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private LoadedModel? _loaded;

    public void Offer(AnsweredCase answered) => _queue.Writer.TryWrite(answered);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var answered in _queue.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
                await AnswerAsync(answered, stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            _loaded?.Dispose();
        }
    }

    private async Task AnswerAsync(AnsweredCase answered, CancellationToken cancellation)
    {
        try
        {
            var shadow = await store.ReadAsync(db => db.Models.Where(m => m.State == ModelState.Shadow).OrderBy(m => m.ShadowSince).FirstOrDefaultAsync(cancellation), cancellation).ConfigureAwait(false);
            if (shadow is null)
                return;
            if (_loaded?.Source.Record.Id != shadow.Id)
            {
                _loaded?.Dispose();
                _loaded = LoadedModel.Load(await models.OfAsync(shadow.Id, cancellation).ConfigureAwait(false));
            }
            turns.YieldToInference(TimeSpan.FromMilliseconds(retraining.Value.YieldMilliseconds), cancellation);
            var model = _loaded;
            var segments = answered.Segments();
            var maps = await Task.Run(() => model.Segmenter.Segment([.. segments.Select(s => new SegmentationInput(answered.Image, s.Sentence))]), cancellation).ConfigureAwait(false);
            var masks = maps.Select(map => map.Threshold(model.Source.Manifest.Threshold).Pixels).ToList();
            await store.InTransactionAsync(db => WriteAsync(db, shadow, answered.CaseId, segments, masks, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception unusable) when (unusable is BundleException or WeightsException or AnswerNotFiniteException or DeviceMemoryException or IOException or DbException)
        {
            LeftOut(answered.CaseId, unusable.Message);
        }
    }

    private async Task WriteAsync(
        PipelineDbContext db, ModelRecord shadow, Guid caseId, IReadOnlyList<(int SegmentNumber, string Sentence, byte[] Mask)> segments, IReadOnlyList<byte[]> masks, CancellationToken cancellation)
    {
        if (await db.ShadowResults.AnyAsync(r => r.ModelId == shadow.Id && r.CaseId == caseId, cancellation).ConfigureAwait(false))
            return;
        var now = clock.GetUtcNow();
        db.ShadowResults.AddRange(segments.Zip(masks, (segment, mask) => Compare(shadow.Id, caseId, segment.SegmentNumber, segment.Mask, mask, now)));
        var before = await db.ShadowResults.Where(r => r.ModelId == shadow.Id && r.At >= shadow.ShadowSince).Select(r => r.CaseId).Distinct().CountAsync(cancellation).ConfigureAwait(false);
        if (promotion.Value.ShadowCases > 0 && before + 1 >= promotion.Value.ShadowCases)
            db.Enqueue(new ShadowCompleted(shadow.Id), shadow.Id.ToString(), now);
    }

    internal static ShadowResult Compare(Guid modelId, Guid caseId, int number, byte[] champion, byte[] shadow, DateTimeOffset now)
    {
        long both = 0, first = 0, second = 0;
        for (var i = 0; i < champion.Length; i++)
        {
            both += champion[i] & shadow[i];
            first += champion[i];
            second += shadow[i];
        }
        return new ShadowResult
        {
            ModelId = modelId, CaseId = caseId, SegmentNumber = number, ChampionPixels = first, ShadowPixels = second,
            Agreement = first + second == 0 ? 1 : 2.0 * both / (first + second), At = now,
        };
    }

    [LoggerMessage(EventId = 411, Level = LogLevel.Warning, Message = "The shadow model did not answer case {CaseId}: {Reason}")]
    private partial void LeftOut(Guid caseId, string reason);
}
