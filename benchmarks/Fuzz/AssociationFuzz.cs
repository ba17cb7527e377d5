using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FellowOakDicom.Network;

namespace CausalClipSeg.Benchmarks.Fuzz;

/// <summary>Plays damaged copies of recorded associations to a server over real sockets: it must end each within a second, stay small, and go on answering others.</summary>
internal sealed class AssociationFuzz : IDisposable
{
    private const int EchoEvery = 500;
    private const double LongestMilliseconds = 1000;
    private const long AllowedBytes = 8 << 20;

    private readonly IDicomServer _server;
    private readonly int _port;
    private readonly int _seed;
    private readonly IReadOnlyList<byte[]> _recorded;
    private readonly byte[] _answer = new byte[1 << 16];

    private AssociationFuzz(IDicomServer server, int port, int seed, IReadOnlyList<byte[]> recorded) =>
        (_server, _port, _seed, _recorded) = (server, port, seed, recorded);

    public static async Task<AssociationFuzz> StartAsync(int seed, CancellationToken cancellation)
    {
        var port = FreePort.Next();
        var server = DicomServerFactory.Create<FuzzScp>("127.0.0.1", port);
        return new AssociationFuzz(server, port, seed, await RecordedAssociations.RecordAsync(port, cancellation).ConfigureAwait(false));
    }

    public async Task<FuzzOutcome> TryAsync(int number, CancellationToken cancellation)
    {
        var mutator = new ByteMutator(unchecked(_seed * 1_000_003 + number));
        var input = mutator.Mutate(mutator.Pick(_recorded), mutator.Pick(_recorded));
        var outcome = await PlayAsync(input, cancellation).ConfigureAwait(false);
        if (outcome.Problem is not null) outcome = await PlayAsync(input, cancellation).ConfigureAwait(false);
        if (outcome.Problem is null && number % EchoEvery == 0 && await EchoAsync(cancellation).ConfigureAwait(false) is { } silence)
            return outcome with { Problem = silence };
        return outcome;
    }

    public void Dispose() => _server.Dispose();

    private async Task<FuzzOutcome> PlayAsync(byte[] input, CancellationToken cancellation)
    {
        var before = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var (received, problem) = (0L, (string?)null);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, _port, limit.Token).ConfigureAwait(false);
            await socket.SendAsync(input, limit.Token).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            for (int read; (read = await socket.ReceiveAsync(_answer, limit.Token).ConfigureAwait(false)) > 0;) received += read;
        }
        catch (SocketException)
        {
            // The server may close before everything is sent; that is a refusal.
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            problem = "The server held a connection whose peer had finished for more than 5 s.";
        }

        var (took, allocated) = (clock.Elapsed.TotalMilliseconds, GC.GetTotalAllocatedBytes() - before);
        if (took > LongestMilliseconds) problem ??= $"The server took {took:0} ms to end a connection whose peer had finished.";
        if (allocated > AllowedBytes) problem ??= $"A stream of {input.Length} bytes made {allocated} bytes be allocated.";
        return new FuzzOutcome(received > 0, took, allocated, problem);
    }

    private async Task<string?> EchoAsync(CancellationToken cancellation)
    {
        try
        {
            await RecordedAssociations.EchoAsync(_port, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception fault) when (fault is DicomNetworkException or IOException or SocketException)
        {
            return $"The server no longer answers an echo: {fault.Message}";
        }
    }
}
