using System.Buffers;
using System.IO.Pipelines;

namespace CausalClipSeg.Reports.Mllp;

/// <summary>Cuts a stream of bytes into framed messages wherever the reads fall; works on bytes, so a character split across reads is no matter.</summary>
internal sealed class MllpFrameReader(PipeReader reader, int maxMessageBytes, Action<string> onGarbage)
{
    // Bytes of the current frame already searched for its end, so that a large message in small reads is searched once.
    private long _searched;

    /// <summary>The next frame's content; null at the end of the stream.</summary>
    public async ValueTask<MllpFrameResult?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            var buffer = SkipToStart(result.Buffer);
            if (TryCut(buffer) is var (content, after) && content is not null)
            {
                _searched = 0;
                reader.AdvanceTo(after);
                return new(FromItsStart(content), false);
            }

            if (buffer.Length > maxMessageBytes + 2L)
            {
                var head = buffer.Slice(1, Math.Min(buffer.Length - 1, 4096)).ToArray();
                reader.AdvanceTo(buffer.End);
                return new(head, true);
            }

            if (result.IsCompleted)
            {
                if (buffer.Length > 0) onGarbage($"The connection ended inside a message, {buffer.Length - 1} bytes after its start byte; the sender must send it again.");
                reader.AdvanceTo(buffer.End);
                return null;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    // A sender that broke off and began again; a vertical tab in the text is none of a header's.
    private byte[] FromItsStart(byte[] content)
    {
        var again = content.AsSpan().LastIndexOf("\vMSH"u8);
        if (again < 0) return content;
        onGarbage($"A message broke off after {again} bytes, and another began without an end between them; the first was not taken, its sender must send it again.");
        return content[(again + 1)..];
    }

    private ReadOnlySequence<byte> SkipToStart(ReadOnlySequence<byte> buffer)
    {
        var start = buffer.PositionOf(MllpFrame.Start);
        var before = start is { } at ? buffer.Slice(0, at) : buffer;
        if (before.Length > 0)
        {
            _searched = 0;
            if (HoldsMoreThanBlanks(before)) onGarbage($"{before.Length} bytes outside any MLLP frame were skipped; frames begin with 0x0B.");
        }

        return buffer.Slice(before.End);
    }

    private static bool HoldsMoreThanBlanks(ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes)
            if (part.Span.ContainsAnyExcept("\r\n \t\0"u8)) return true;
        return false;
    }

    // buffer begins with the start byte, or is empty.
    private (byte[]? Content, SequencePosition After) TryCut(ReadOnlySequence<byte> buffer)
    {
        var search = new SequenceReader<byte>(buffer);
        search.Advance(Math.Min(Math.Max(1, _searched), buffer.Length));
        while (search.TryAdvanceTo(MllpFrame.End, advancePastDelimiter: false))
        {
            var length = search.Consumed - 1;
            if (search.Remaining < 2) break;
            search.Advance(1);
            search.TryPeek(out var next);
            if (length > maxMessageBytes) break;
            if (next == MllpFrame.Return) return (buffer.Slice(1, length).ToArray(), buffer.GetPosition(length + 3));
            // A sender that forgets the carriage return goes straight on with the next message.
            if (next == MllpFrame.Start) return (buffer.Slice(1, length).ToArray(), buffer.GetPosition(length + 2));
        }

        // The end byte itself may be the last one here and must be seen again with its successor.
        _searched = Math.Max(1, buffer.Length - 1);
        return default;
    }
}
