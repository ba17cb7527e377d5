namespace CausalClipSeg.Benchmarks.DicomIngest;

/// <summary>How much the intake process grows above its idle size while many large objects arrive at once.</summary>
internal static class IngestMemory
{
    private const int Associations = 32;
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(20);

    /// <returns>MB above idle at the highest sample.</returns>
    public static async Task<double> MeasureAsync(int instancesEach, CancellationToken cancellation)
    {
        await using var peer = await IngestPeer.OursAsync().ConfigureAwait(false);
        var server = (PrivateIntake)peer.Server;
        // The first object brings the code of the path in, once for the life of the process.
        await new IngestLoad(0.5).SendAsync(peer, 1, 2, cancellation).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellation).ConfigureAwait(false);
        var idle = server.ResidentBytes();
        var sending = new IngestLoad(20).SendAsync(peer, Associations, instancesEach, cancellation);
        var highest = idle;
        while (!sending.IsCompleted)
        {
            highest = Math.Max(highest, server.ResidentBytes());
            await Task.WhenAny(sending, Task.Delay(Sampling, cancellation)).ConfigureAwait(false);
        }
        await sending.ConfigureAwait(false);
        return (highest - idle) / 1e6;
    }
}
