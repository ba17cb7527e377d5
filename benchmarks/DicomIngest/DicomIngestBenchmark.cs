using System.CommandLine;
using System.Diagnostics;
using CausalClipSeg.Pipeline.CommandLine;

namespace CausalClipSeg.Benchmarks.DicomIngest;

/// <summary>
/// <c>benchmark dicom-ingest</c>: durable instances a second over eight associations, beside Orthanc and DCMTK's storescp, on the same disk, from the same
/// sender, one after the other in every round.
/// </summary>
internal static class DicomIngestBenchmark
{
    private const int Associations = 8;

    private static readonly (double Megabytes, int Full, int Quick)[] Sizes = [(0.5, 50, 15), (8, 8, 3), (20, 4, 2)];

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Fewer instances and rounds." };
        var json = CommonOptions.Json();
        var only = new Option<string?>("--only") { Description = "One receiver: ours, Orthanc or storescp." };
        var command = new Command("dicom-ingest", "C-STORE of 0.5, 8 and 20 MB objects, against Orthanc and DCMTK's storescp.") { quick, json, only };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(quick), parsed.GetValue(only), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool quick, string? only, CancellationToken cancellation)
    {
        var rounds = quick ? 2 : 5;
        var results = new List<SizeResult>();
        foreach (var (megabytes, full, few) in Sizes)
            results.Add(await MeasureAsync(megabytes, quick ? few : full, rounds, only, cancellation).ConfigureAwait(false));
        var memory = await IngestMemory.MeasureAsync(quick ? 1 : 3, cancellation).ConfigureAwait(false);
        IngestReport.Print(results, memory);
        return ExitCode.Done;
    }

    /// <summary>Every size starts with new servers, so that none carries the last size's backlog.</summary>
    private static async Task<SizeResult> MeasureAsync(double megabytes, int instancesEach, int rounds, string? only, CancellationToken cancellation)
    {
        var load = new IngestLoad(megabytes);
        var peers = new List<IngestPeer>();
        try
        {
            foreach (var start in new[] { IngestPeer.OursAsync, IngestPeer.OrthancAsync, IngestPeer.StoreScpAsync })
                peers.Add(await start().ConfigureAwait(false));
            peers.RemoveAll(peer => only is not null && peer.Name != only);
            var rates = peers.ToDictionary(peer => peer.Name, _ => new List<double>());
            foreach (var peer in peers)
                await load.SendAsync(peer, Associations, instancesEach, cancellation).ConfigureAwait(false);
            for (var round = 0; round < rounds; round++)
                foreach (var peer in peers.Skip(round % peers.Count).Concat(peers.Take(round % peers.Count)))
                {
                    await SyncAsync(cancellation).ConfigureAwait(false);
                    rates[peer.Name].Add(Associations * instancesEach / await load.SendAsync(peer, Associations, instancesEach, cancellation).ConfigureAwait(false));
                }
            return new SizeResult(megabytes, rates);
        }
        finally
        {
            foreach (var peer in peers)
                await peer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What a receiver leaves unwritten must not cost the next one its time.</summary>
    private static async Task SyncAsync(CancellationToken cancellation)
    {
        using var sync = Process.Start("sync");
        await sync.WaitForExitAsync(cancellation).ConfigureAwait(false);
    }
}
