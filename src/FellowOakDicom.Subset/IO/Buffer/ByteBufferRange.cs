namespace FellowOakDicom.IO.Buffer;

/// <summary>What every buffer does alike: check a range, and lend its bytes as a span.</summary>
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
}
