using System.Data.Common;

namespace CausalClipSeg.Pipeline.Messaging;

/// <summary>Tells what passes by itself (the database is away, the disk is full) from what no waiting helps.</summary>
public static class Outage
{
    /// <summary>ENOSPC and EDQUOT.</summary>
    private static readonly int[] DiskIsFull = [28, 122];

    public static bool Is(Exception failure) => failure switch
    {
        DbException database => database.IsTransient,
        IOException disk when DiskIsFull.Contains(disk.HResult) => true,
        _ => failure.InnerException is { } inner && Is(inner),
    };

    /// <summary>What a loop in the background waits for: also what the database refuses (a right, a migration), which an operator mends while the loop goes on.</summary>
    public static bool IsWaitedOut(Exception failure) => failure is DbException || Is(failure);
}
