using System.Threading.Channels;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Models;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Inference;

/// <summary>
/// Holds the champion, loaded once, and passes what waits through it in micro-batches: one thread owns the network, the consumers wait for their answers.
/// The queue is bounded, so a slow device slows the intake and not the memory. A new champion is loaded beside the old one, which answers until the new one
/// is ready; the change falls between two batches, and no request fails for it.
/// </summary>
public sealed partial class SegmentationEngine(
    ChampionModel champion, ModelBell bell, DeviceTurns turns, IOptions<ModelOptions> options, IOptions<PromotionOptions> promotion, InferenceMeter meter,
    TimeProvider clock, ILogger<SegmentationEngine> log) : BackgroundService, ISegmenter
{
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(64);
    private volatile bool _isLoaded;

    /// <summary>Whether a network is loaded and answers.</summary>
    public bool IsLoaded => _isLoaded;

    /// <summary>Whether the start has not come so far yet; that is no fault.</summary>
    public bool IsLoading => !_isLoaded && ExecuteTask is not { IsCompleted: true };

    public async Task<Segmentation> SegmentAsync(GrayImage image, IReadOnlyList<string> sentences, CancellationToken cancellation)
    {
        using var turn = turns.Answer();
        var waiting = new Waiting(image, sentences, new TaskCompletionSource<Segmentation>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _queue.Writer.WriteAsync(waiting, cancellation).ConfigureAwait(false);
        return await waiting.Answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var serving = LoadedModel.Load(await champion.GetAsync(stoppingToken).ConfigureAwait(false));
        Tell(serving);
        meter.Watch(() => _queue.Reader.Count);
        _isLoaded = true;
        var looking = LookAsync(serving.Source.Record.Id, stoppingToken);
        var batch = new List<Waiting>(options.Value.MaxBatch);
        try
        {
            while (true)
            {
                var work = _queue.Reader.WaitToReadAsync(stoppingToken).AsTask();
                await Task.WhenAny(work, looking).ConfigureAwait(false);
                stoppingToken.ThrowIfCancellationRequested();
                if (looking.IsCompleted)
                {
                    serving.Dispose();
                    serving = await looking.ConfigureAwait(false);
                    Tell(serving);
                    looking = LookAsync(serving.Source.Record.Id, stoppingToken);
                }
                batch.Clear();
                while (batch.Count < options.Value.MaxBatch && _queue.Reader.TryRead(out var waiting))
                    batch.Add(waiting);
                if (batch.Count > 0)
                    await Task.Run(() => Answer(serving, batch), stoppingToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _isLoaded = false;
            serving.Dispose();
        }
    }

    /// <summary>Returns once another model is champion and its network is ready.</summary>
    private async Task<LoadedModel> LookAsync(Guid serving, CancellationToken cancellation)
    {
        var interval = TimeSpan.FromSeconds(promotion.Value.LookSeconds);
        var step = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            var heard = bell.Rings;
            for (var waited = TimeSpan.Zero; waited < interval && bell.Rings == heard; waited += step)
                await Task.Delay(step, clock, cancellation).ConfigureAwait(false);
            try
            {
                var reigning = await champion.GetAsync(cancellation).ConfigureAwait(false);
                if (reigning.Record.Id != serving)
                    return await Task.Run(() => LoadedModel.Load(reigning), cancellation).ConfigureAwait(false);
            }
            catch (Exception unusable) when (!cancellation.IsCancellationRequested && unusable is not OutOfMemoryException)
            {
                // Whatever is wrong with the new bundle, the old champion goes on answering; the next look tries again.
                NotReplaced(unusable.Message);
            }
        }
    }

    private void Answer(LoadedModel serving, List<Waiting> batch)
    {
        var (manifest, segmenter) = (serving.Source.Manifest, serving.Segmenter);
        var identity = new ModelIdentity(manifest.Name, manifest.Version, manifest.WeightsSha256);
        try
        {
            SegmentationInput[] inputs = [.. batch.SelectMany(w => w.Sentences.Select(s => new SegmentationInput(w.Image, s)))];
            var began = clock.GetTimestamp();
            var maps = segmenter.Segment(inputs);
            meter.Answered(inputs.Length, clock.GetElapsedTime(began), identity);
            var next = 0;
            foreach (var waiting in batch)
            {
                waiting.Answer.TrySetResult(new Segmentation(identity, manifest.Threshold, [.. maps.Skip(next).Take(waiting.Sentences.Count)]));
                next += waiting.Sentences.Count;
            }
        }
        catch (Exception failure) when (batch.Count > 1 && failure is not OutOfMemoryException)
        {
            // One of them is too large, or cannot be answered; the others must not suffer for it.
            batch.ForEach(waiting => Answer(serving, [waiting]));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The network's failure is the request's failure: its consumer decides, and the engine serves the next batch.
            batch[0].Answer.TrySetException(failure);
        }
    }

    private void Tell(LoadedModel model)
    {
        var manifest = model.Source.Manifest;
        Loaded(manifest.Name, manifest.Version, manifest.WeightsSha256);
        if (SentenceRoom.Of(model.Source.Bundle) is { IsEnough: false } room)
            ReadsTooLittle(manifest.Name, manifest.Version, room.Read, room.Longest);
    }

    [LoggerMessage(EventId = 401, Level = LogLevel.Information, Message = "Model {Name} {Version} is loaded (weights {WeightsSha256})")]
    private partial void Loaded(string name, string version, string weightsSha256);

    [LoggerMessage(EventId = 402, Level = LogLevel.Error, Message = "The new champion cannot be loaded, the old one goes on answering: {Reason}")]
    private partial void NotReplaced(string reason);

    [LoggerMessage(EventId = 403, Level = LogLevel.Warning, Message = "Model {Name} {Version} reads {Read} tokens, the longest sentence of its grammar has {Longest}: cases whose sentence is longer are parked")]
    private partial void ReadsTooLittle(string name, string version, int read, int longest);

    private sealed record Waiting(GrayImage Image, IReadOnlyList<string> Sentences, TaskCompletionSource<Segmentation> Answer);
}
