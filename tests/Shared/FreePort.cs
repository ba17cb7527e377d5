using System.Net;
using System.Net.Sockets;

namespace CausalClipSeg.Tests;

/// <summary>Hands out loopback ports below the ephemeral range, each to one test run only: a locked file marks a port as taken while its run lives.</summary>
public static class FreePort
{
    private const int First = 20000;
    private const int Count = 12000;
    private static readonly List<FileStream> _taken = [];
    private static readonly Lock _gate = new();
    private static readonly string _locks = Path.Combine(Path.GetTempPath(), $"causalclipseg-ports-{Environment.UserName}");

    public static int Next()
    {
        Directory.CreateDirectory(_locks);
        lock (_gate)
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = First + Random.Shared.Next(Count);
                // Taken first: looking binds it for a moment, in which whoever had it would find it in use.
                if (TryTake(port) && IsFree(port)) return port;
            }

        throw new IOException($"No free loopback port found between {First} and {First + Count - 1}; end other test runs or servers.");
    }

    /// <summary>Gives back every port of this run.</summary>
    public static void Release()
    {
        lock (_gate)
        {
            foreach (var taken in _taken)
            {
                File.Delete(taken.Name);
                taken.Dispose();
            }

            _taken.Clear();
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool TryTake(int port)
    {
        try
        {
            _taken.Add(new FileStream(Path.Combine(_locks, $"{port}"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
