using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Reports.Mllp;

namespace CausalClipSeg.Benchmarks.Faults;

/// <summary>The modality and the RIS: each sends again, to whichever worker answers, until it is told that the other side has it.</summary>
internal sealed class Hospital
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Longer than anything that is made to fail here stays away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);
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

    public Task SendImageAsync(FaultCase sent, CancellationToken cancellation) => UntilTakenAsync($"Image {sent.Study.SopInstanceUid}", async worker =>
    {
        var scp = new PacsDestination("127.0.0.1", worker.DicomPort, "CAUSALCLIPSEG", "MODALITY") { Timeout = TimeSpan.FromSeconds(10) };
        var result = await StoreScu.SendAsync(scp, sent.File, cancellation);
        return result.IsStored ? null : result.Message;
    }, cancellation);

    public Task SendReportAsync(byte[] message, CancellationToken cancellation) => UntilTakenAsync("A report", worker => WhyNotAsync(worker, message, cancellation), cancellation);

    /// <param name="why">Hands it to a worker; null where that took it, else what it said.</param>
    private async Task UntilTakenAsync(string what, Func<WorkerProcess, Task<string?>> why, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var said = "there was no worker.";
        while (watch.Elapsed < Patience)
        {
            if (Next() is { } worker && (said = await why(worker)) is null)
                return;
            await Task.Delay(Pause, cancellation);
        }
        throw new TimeoutException($"{what} was not taken within {Patience.TotalMinutes:0} minutes; the last answer: {said}\n{string.Join("\n---\n", _workers.Keys.Select(worker => worker.LogTail()))}");
    }

    private static async Task<string?> WhyNotAsync(WorkerProcess worker, byte[] message, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        try
        {
            var reply = Encoding.UTF8.GetString(await MllpClient.SendAsync(new IPEndPoint(IPAddress.Loopback, worker.MllpPort), message, limit.Token));
            return reply.Contains("MSA|AA|", StringComparison.Ordinal) ? null : reply;
        }
        catch (Exception away) when (away is IOException or System.Net.Sockets.SocketException or InvalidDataException or TimeoutException)
        {
            return away.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "no answer within 15 s.";
        }
    }

    private WorkerProcess? Next()
    {
        var known = _workers.Keys.ToList();
        return known.Count == 0 ? null : known[(Interlocked.Increment(ref _turn) & int.MaxValue) % known.Count];
    }
}
