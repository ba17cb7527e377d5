using System.Threading.Channels;

namespace CausalClipSeg.Model;

/// <summary>One step's input, as plain arrays: made on another thread than the one that learns.</summary>
internal sealed record Batch(long Step, int Size, int Side, float[] Images, float[] Masks, long[] Tokens);

/// <summary>
/// Makes batches ahead of the learner. What a batch holds depends on the seed and the step alone, so a resumed run sees the same ones.
/// </summary>
internal sealed class BatchSource(SampleStore store, ClipTokenizer tokenizer, Augmentation augmentation, TrainingOptions options)
{
    private const int Ahead = 3;
    private const int SeedStride = 1_000_003;

    public long StepsPerEpoch => Math.Max(1, store.Count / options.BatchSize);

    public ChannelReader<Batch> From(long firstStep, long lastStep, CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<Batch>(Ahead);
        var making = Task.Run(async () =>
        {
            for (var step = firstStep; step < lastStep; step++)
                await channel.Writer.WriteAsync(Make(step), cancellation);
        }, cancellation);
        // Whatever ends the making, the reader is told.
        making.ContinueWith(done => channel.Writer.Complete(done.Exception?.GetBaseException()), TaskScheduler.Default);
        return channel.Reader;
    }

    /// <summary>The next batch, or null when cancelled: the learner then still saves what it has.</summary>
    public static Batch? Next(ChannelReader<Batch> batches, CancellationToken cancellation)
    {
        try
        {
            return batches.ReadAsync(cancellation).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public Batch Make(long step)
    {
        var (epoch, within) = (step / StepsPerEpoch, (int)(step % StepsPerEpoch));
        var order = Enumerable.Range(0, store.Count).ToArray();
        new Random(unchecked(options.Seed * SeedStride + (int)epoch)).Shuffle(order);
        var random = new Random(unchecked(options.Seed * SeedStride + 7919 * (int)step + 1));
        var size = Math.Min(options.BatchSize, store.Count);
        var (area, length) = (store.Side * store.Side, options.Geometry.WordLength);
        var batch = new Batch(step, size, store.Side, new float[size * area], new float[size * area], new long[size * length]);
        for (var i = 0; i < size; i++)
        {
            var sample = store[order[within * size + i]];
            var text = augmentation.Draw(sample, store.Side, random, batch.Images.AsSpan(i * area, area), batch.Masks.AsSpan(i * area, area));
            tokenizer.Encode(text, length).Ids.CopyTo(batch.Tokens, i * length);
        }
        return batch;
    }
}
