using System.Buffers.Binary;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>The header and the byte runs of an RLE frame (PS3.5 sections G.3 and G.5).</summary>
internal static class RleSegments
{
    public const int HeaderBytes = 64;
    private const int MaximumSegments = 15;

    /// <summary>Where each segment starts and ends; an impossible count gives none.</summary>
    public static IReadOnlyList<(int Start, int End)> Read(ReadOnlySpan<byte> frame)
    {
        var count = BinaryPrimitives.ReadUInt32LittleEndian(frame);
        if (count > MaximumSegments) return [];
        var segments = new (int Start, int End)[count];
        for (var i = 0; i < segments.Length; i++)
        {
            var start = BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 * (i + 1))..]);
            var end = i + 1 < segments.Length ? BinaryPrimitives.ReadUInt32LittleEndian(frame[(4 * (i + 2))..]) : (uint)frame.Length;
            segments[i] = ((int)Math.Min(start, int.MaxValue), (int)Math.Min(end, int.MaxValue));
        }

        return segments;
    }

    /// <summary>Unpacks a segment into every <paramref name="step"/>th byte; how many bytes it gave, padding beyond the frame left out.</summary>
    public static int Unpack(ReadOnlySpan<byte> segment, Span<byte> samples, int first, int step)
    {
        var capacity = (samples.Length - first + step - 1) / step;
        var (read, written) = (0, 0);
        while (read < segment.Length && written < capacity)
        {
            var control = (sbyte)segment[read++];
            if (control == sbyte.MinValue) continue;
            var length = Math.Min(control >= 0 ? control + 1 : 1 - control, capacity - written);
            if (control >= 0)
            {
                length = Math.Min(length, segment.Length - read);
                for (var i = 0; i < length; i++) samples[first + (written + i) * step] = segment[read + i];
                read += control + 1;
            }
            else
            {
                if (read == segment.Length) break;
                var value = segment[read++];
                for (var i = 0; i < length; i++) samples[first + (written + i) * step] = value;
            }

            written += length;
        }

        return written;
    }
}
