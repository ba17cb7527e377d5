using System.Threading.Channels;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>One step's input on the learner's device: pictures and masks Nx1xSxS of 0..1, tokens NxL.</summary>
internal sealed record Batch(Tensor Images, Tensor Masks, Tensor Tokens) : IDisposable
{
    public int Size => (int)Images.shape[0];

    public void Dispose()
    {
        Images.Dispose();
        Masks.Dispose();
        Tokens.Dispose();
    }
}

/// <summary>
/// Makes batches ahead of the learner, several at once where there are cores for it. What a batch holds depends on the seed and the
/// step alone, so a resumed run sees the same ones.
/// </summary>
internal sealed class BatchSource(SampleStore store, ClipTokenizer tokenizer, Augmentation augmentation, TrainingOptions options, Device device)
{
    private const int LeastAhead = 2, MostAhead = 12, LearnersOwn = 2;
    private const int SeedStride = 1_000_003;

    public long StepsPerEpoch => Math.Max(1, store.Count / options.BatchSize);

    /// <summary>How many batches are being made or waiting: the learner's own cores are left to it.</summary>
    private static int Ahead => Math.Clamp(Environment.ProcessorCount - LearnersOwn, LeastAhead, MostAhead);

    public ChannelReader<Task<Batch>> From(long firstStep, long lastStep, CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<Task<Batch>>(Ahead);
        var making = Task.Run(async () =>
        {
            for (var step = firstStep; step < lastStep; step++)
            {
                await channel.Writer.WaitToWriteAsync(cancellation);
                var wanted = step;
                await channel.Writer.WriteAsync(Task.Run(() => Make(wanted), cancellation), cancellation);
            }
        }, cancellation);
        // Whatever ends the making, the reader is told.
        making.ContinueWith(done => channel.Writer.Complete(done.Exception?.GetBaseException()), TaskScheduler.Default);
        return channel.Reader;
    }

    /// <summary>The next batch, or null when cancelled: the learner then still saves what it has.</summary>
    public static Batch? Next(ChannelReader<Task<Batch>> batches, CancellationToken cancellation)
    {
        try
        {
            // The learner has its thread to itself: libtorch works on it.
            return batches.ReadAsync(cancellation).AsTask().GetAwaiter().GetResult().GetAwaiter().GetResult();
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
        var (images, masks, tokens) = (new float[size * area], new float[size * area], new long[size * length]);
        for (var i = 0; i < size; i++)
        {
            var sample = store[order[within * size + i]];
            var text = augmentation.Draw(sample, store.Side, random, images.AsSpan(i * area, area), masks.AsSpan(i * area, area));
            tokenizer.Encode(text, length).Ids.CopyTo(tokens, i * length);
        }
        long[] shape = [size, 1, store.Side, store.Side];
        return new Batch(OnDevice(tensor(images, shape)), OnDevice(tensor(masks, shape)), OnDevice(tensor(tokens, [size, length])));
    }

    private Tensor OnDevice(Tensor host)
    {
        if (device.type == DeviceType.CPU)
            return host;
        using (host)
            return host.to(device);
    }
}
