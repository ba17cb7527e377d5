using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CausalClipSeg.Pipeline.Storage;

/// <summary>
/// SHA-256 of the data set of a Part 10 file: the file meta information before it names the sender and its software (PS3.10 7.1), so the same
/// object from two senders would not have one hash with it.
/// </summary>
internal static class DatasetHash
{
    private const int GroupLengthEnd = 144;

    /// <returns>Lower-case hexadecimal; of the whole file where it has no file meta information.</returns>
    public static async Task<string> OfFileAsync(string path, CancellationToken cancellation)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        stream.Position = await StartAsync(stream, cancellation).ConfigureAwait(false);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
    }

    /// <summary>(0002,0000) UL follows the prefix and tells how long the rest of the group is.</summary>
    private static async Task<long> StartAsync(FileStream stream, CancellationToken cancellation)
    {
        var head = new byte[GroupLengthEnd];
        if (await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < head.Length
            || !head.AsSpan(128, 12).SequenceEqual("DICM\u0002\0\0\0UL\u0004\0"u8))
            return 0;
        var start = GroupLengthEnd + BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(140));
        return start <= stream.Length ? start : 0;
    }
}
