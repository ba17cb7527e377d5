using System.Threading.Channels;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Models;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Inference;

/// <summary>
/// Holds the champion, loaded once, and passes what waits through it in micro-batches: one thread owns the network, the consumers wait for their answers.
/// The queue is bounded, so a slow device slows the intake and not the memory.
/// </summary>
public sealed partial class SegmentationEngine(ChampionModel champion, IOptions<ModelOptions> options, ILogger<SegmentationEngine> log) : BackgroundService, ISegmenter
{
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(64);

    public async Task<Segmentation> SegmentAsync(GrayImage image, IReadOnlyList<string> sentences, CancellationToken cancellation)
    {
        var waiting = new Waiting(image, sentences, new TaskCompletionSource<Segmentation>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _queue.Writer.WriteAsync(waiting, cancellation).ConfigureAwait(false);
        return await waiting.Answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bundle = await champion.GetAsync(stoppingToken).ConfigureAwait(false);
        using var segmenter = Segmenter.Load(bundle.Bundle);
        var identity = new ModelIdentity(bundle.Manifest.Name, bundle.Manifest.Version, bundle.Manifest.WeightsSha256);
        Loaded(identity.Name, identity.Version, identity.WeightsSha256);
        var batch = new List<Waiting>(options.Value.MaxBatch);
        while (await _queue.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < options.Value.MaxBatch && _queue.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            Answer(segmenter, identity, bundle.Manifest.Threshold, batch);
        }
    }

    private static void Answer(Segmenter segmenter, ModelIdentity identity, float threshold, List<Waiting> batch)
    {
        try
        {
            var maps = segmenter.Segment([.. batch.SelectMany(w => w.Sentences.Select(s => new SegmentationInput(w.Image, s)))]);
            var next = 0;
            foreach (var waiting in batch)
            {
                waiting.Answer.TrySetResult(new Segmentation(identity, threshold, [.. maps.Skip(next).Take(waiting.Sentences.Count)]));
                next += waiting.Sentences.Count;
            }
        }
        catch (DeviceMemoryException) when (batch.Count > 1)
        {
            // One of them is too large; the others must not suffer for it.
            batch.ForEach(waiting => Answer(segmenter, identity, threshold, [waiting]));
        }
        catch (Exception failure) when (failure is DeviceMemoryException or System.Runtime.InteropServices.ExternalException or InvalidOperationException)
        {
            // The network's failure is the request's failure: its consumer retries, and the engine serves the next batch.
            foreach (var waiting in batch)
                waiting.Answer.TrySetException(failure);
        }
    }

    [LoggerMessage(EventId = 401, Level = LogLevel.Information, Message = "Model {Name} {Version} is loaded (weights {WeightsSha256})")]
    private partial void Loaded(string name, string version, string weightsSha256);

    private sealed record Waiting(GrayImage Image, IReadOnlyList<string> Sentences, TaskCompletionSource<Segmentation> Answer);
}
