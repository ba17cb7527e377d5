using System.Text.Json.Nodes;

namespace CausalClipSeg.Benchmarks.DicomIngest;

/// <summary>A receiver under measurement.</summary>
internal sealed record IngestPeer(string Name, string AeTitle, int DicomPort, IAsyncDisposable Server) : IAsyncDisposable
{
    /// <summary>Orthanc with its own SQLite index; the longer units that we ask for, so that it does not have to work on small ones.</summary>
    public static async Task<IngestPeer> OrthancAsync()
    {
        var orthanc = await PrivateOrthanc.Start(new JsonObject
        {
            ["MaximumPduLength"] = 131072,
            ["StableAge"] = 600,
            ["OverwriteInstances"] = false,
            ["Plugins"] = new JsonArray(),
            ["DicomThreadsCount"] = 8,
        }).ConfigureAwait(false);
        return new IngestPeer("Orthanc", PrivateOrthanc.AeTitle, orthanc.DicomPort, orthanc);
    }

    /// <summary>DCMTK's storescp with a process for each association; it writes files and does not flush them to disk.</summary>
    public static async Task<IngestPeer> StoreScpAsync()
    {
        var server = await PrivateStoreScp.Start("--fork", "-pdu", "131072", "-q").ConfigureAwait(false);
        return new IngestPeer("storescp", "STORESCP", server.Port, server);
    }

    public static async Task<IngestPeer> OursAsync()
    {
        var server = new PrivateIntake();
        await server.Launch().ConfigureAwait(false);
        return new IngestPeer("ours", PrivateIntake.AeTitle, server.DicomPort, server);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
