using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Reports.Mllp;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>The modality and the RIS: each sends again, to whichever worker answers, until it is told that the other side has it.</summary>
internal sealed class Hospital
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<WorkerProcess, int> _workers = new();
    private int _turn;

    public void Knows(params IEnumerable<WorkerProcess> workers)
    {
        foreach (var worker in workers)
            _workers[worker] = 0;
    }

    public void Forgets(WorkerProcess worker) => _workers.TryRemove(worker, out _);

    public Task SendAsync(IEnumerable<FaultCase> cases, CancellationToken cancellation) => Task.WhenAll(cases.Select(c => SendAsync(c, cancellation)));

    public async Task SendAsync(FaultCase sent, CancellationToken cancellation)
    {
        await SendImageAsync(sent, cancellation);
        await SendReportAsync(sent.Report(), cancellation);
    }

    public async Task SendImageAsync(FaultCase sent, CancellationToken cancellation)
    {
        while (true)
        {
            if (Next() is { } worker)
            {
                var scp = new PacsDestination("127.0.0.1", worker.DicomPort, "CAUSALCLIPSEG", "MODALITY") { Timeout = TimeSpan.FromSeconds(10) };
                if ((await StoreScu.SendAsync(scp, sent.File, cancellation)).IsStored)
                    return;
            }
            await Task.Delay(Pause, cancellation);
        }
    }

    public async Task SendReportAsync(byte[] message, CancellationToken cancellation)
    {
        while (true)
        {
            if (Next() is { } worker && await AcceptsAsync(worker, message, cancellation))
                return;
            await Task.Delay(Pause, cancellation);
        }
    }

    private static async Task<bool> AcceptsAsync(WorkerProcess worker, byte[] message, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        try
        {
            var reply = await MllpClient.SendAsync(new IPEndPoint(IPAddress.Loopback, worker.MllpPort), message, limit.Token);
            return Encoding.UTF8.GetString(reply).Contains("MSA|AA|", StringComparison.Ordinal);
        }
        catch (Exception away) when (away is IOException or System.Net.Sockets.SocketException or InvalidDataException or TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private WorkerProcess? Next()
    {
        var known = _workers.Keys.ToList();
        return known.Count == 0 ? null : known[(Interlocked.Increment(ref _turn) & int.MaxValue) % known.Count];
    }
}
