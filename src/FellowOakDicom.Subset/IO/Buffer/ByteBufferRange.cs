namespace FellowOakDicom.IO.Buffer;

/// <summary>What every buffer does alike: check a range, lend its bytes as a span, and copy what is not in memory part by part.</summary>
internal static class ByteBufferRange
{
    internal static void Check(IByteBuffer buffer, long offset, int count, byte[] output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (offset > buffer.Size - count)
            throw new ArgumentOutOfRangeException(nameof(offset), $"Bytes {offset} to {offset + count} lie outside a value of {buffer.Size} bytes.");
        if (output.Length < count)
            throw new ArgumentException($"The output holds {output.Length} bytes, {count} were asked for.", nameof(output));
    }

    /// <summary>The bytes without a copy where they are in memory.</summary>
    internal static ReadOnlySpan<byte> Span(this IByteBuffer buffer) => buffer is MemoryByteBuffer memory ? memory.Memory.Span : buffer.Data;

    internal static byte[] ReadAll(IByteBuffer buffer)
    {
        if (buffer.Size > Array.MaxLength)
            throw new DicomDataException($"A value of {buffer.Size} bytes is too large for memory; read it in parts with GetByteRange.");
        var data = GC.AllocateUninitializedArray<byte>((int)buffer.Size);
        buffer.GetByteRange(0, data.Length, data);
        return data;
    }

    internal static void Copy(IByteBuffer buffer, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var part in Parts(buffer)) stream.Write(part.Span);
    }

    internal static async Task CopyAsync(IByteBuffer buffer, Stream stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var part in Parts(buffer)) await stream.WriteAsync(part, cancellationToken);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(IByteBuffer buffer)
    {
        var chunk = new byte[(int)Math.Min(buffer.Size, 1 << 18)];
        for (long done = 0; done < buffer.Size; done += chunk.Length)
        {
            var count = (int)Math.Min(chunk.Length, buffer.Size - done);
            buffer.GetByteRange(done, count, chunk);
            yield return chunk.AsMemory(0, count);
        }
    }
}
