using System.Diagnostics;
using System.Threading.Channels;
using CausalClipSeg.Model;
using static TorchSharp.torch;

namespace CausalClipSeg.Benchmarks.Training;

/// <summary>The product's own trainer on drawn pictures: batches are made and augmented while it learns, as in a real run.</summary>
internal sealed class OurTrainer : IDisposable
{
    private const int Pictures = 64;
    private readonly CancellationTokenSource _stop = new();
    private readonly Learner _learner;
    private readonly ChannelReader<Task<Batch>> _batches;

    public OurTrainer(TrainingOptions options)
    {
        LibTorch.EnsureLoaded();
        var start = TrainingStart.From(options);
        Options = start.Options;
        set_num_threads(options.Threads);
        _learner = new Learner(start);
        var grammar = start.Grammar;
        var sentence = grammar.Compose(grammar.Zones.ToArray(), grammar.Zones.ToArray());
        Words = start.Tokenizer.Encode(sentence).Count + 2;
        var source = new BatchSource(new SampleStore(options.Preprocessing.InputSize, [.. Enumerable.Range(0, Pictures).Select(i => Sample(i, options.Preprocessing.InputSize, sentence))]),
            start.Tokenizer, new Augmentation(options.Augmentation, grammar), start.Options, _learner.Device);
        _batches = source.From(0, long.MaxValue, _stop.Token);
    }

    /// <summary>With the vocabulary that the run really has.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Tokens of the longest sentence, start and end included.</summary>
    public int Words { get; }

    public double Seconds(int steps)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++)
        {
            using var batch = BatchSource.Next(_batches, CancellationToken.None)!;
            _learner.Learn(batch, pace: 1);
        }
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _learner.Dispose();
        _stop.Dispose();
    }

    private static StoredSample Sample(int seed, int side, string sentence)
    {
        var (image, mask) = (new byte[side * side], new byte[side * side]);
        new Random(seed).NextBytes(image);
        for (var row = side / 4; row < side / 2; row++)
            mask.AsSpan(row * side + side / 8, side / 4).Fill(byte.MaxValue);
        return new StoredSample(image, mask, sentence);
    }
}
