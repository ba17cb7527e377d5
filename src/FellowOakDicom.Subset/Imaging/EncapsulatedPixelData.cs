using System.Buffers.Binary;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.Imaging;

/// <summary>Frames as fragments (PS3.5 section A.4), found by the extended or basic offset table, else by what the fragments show.</summary>
internal sealed class EncapsulatedPixelData(DicomDataset dataset, DicomFragmentSequence fragments) : DicomPixelData(dataset)
{
    private (int First, int Count)[]? _frames;

    public override IByteBuffer GetFrame(int frame)
    {
        CheckFrame(frame);
        var frames = _frames ??= Locate();
        var (first, count) = frame < frames.Length
            ? frames[frame]
            : throw new DicomImagingException($"Frame {frame + 1} of {NumberOfFrames} is not among the {fragments.Fragments.Count} fragments.");
        if (count == 1) return fragments.Fragments[first];
        return new CompositeByteBuffer(fragments.Fragments.Skip(first).Take(count));
    }

    public override void AddFrame(IByteBuffer data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var count = Dataset.GetSingleValueOrDefault(DicomTag.NumberOfFrames, 0);
        var offset = fragments.Fragments.Sum(f => 8 + f.Size + (f.Size & 1));
        if (offset <= uint.MaxValue && fragments.OffsetTable.Count == fragments.Fragments.Count) fragments.OffsetTable.Add((uint)offset);
        else fragments.OffsetTable.Clear();
        fragments.Add(EvenLengthBuffer.Create(data));
        NumberOfFrames = count + 1;
        _frames = null;
    }

    private (int First, int Count)[] Locate()
    {
        var all = fragments.Fragments.Count;
        var frames = NumberOfFrames;
        if (frames == 1) return all == 0 ? [] : [(0, all)];
        if (ExtendedOffsets() is { } extended && ByOffsets(extended) is { } byExtended) return byExtended;
        if (fragments.OffsetTable.Count == frames && ByOffsets([.. fragments.OffsetTable.Select(o => (long)o)]) is { } byBasic) return byBasic;
        return all == frames ? [.. Enumerable.Range(0, all).Select(i => (i, 1))] : ByStartMarkers();
    }

    private long[]? ExtendedOffsets()
    {
        if (Dataset.GetDicomItem<DicomElement>(DicomTag.ExtendedOffsetTable) is not { } table) return null;
        var bytes = table.Buffer.Span();
        if (bytes.Length / 8 != NumberOfFrames) return null;
        var offsets = new long[bytes.Length / 8];
        for (var i = 0; i < offsets.Length; i++) offsets[i] = (long)BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * 8)..]);
        return offsets;
    }

    /// <summary>The fragments of each frame; null where an offset points between fragments.</summary>
    private (int First, int Count)[]? ByOffsets(long[] offsets)
    {
        var result = new (int First, int Count)[offsets.Length];
        var next = 0;
        var position = 0L;
        for (var i = 0; i < fragments.Fragments.Count; i++)
        {
            if (next < offsets.Length && offsets[next] == position) result[next++] = (i, 0);
            if (next == 0) return null;
            result[next - 1].Count++;
            position += 8 + fragments.Fragments[i].Size + (fragments.Fragments[i].Size & 1);
        }

        return next == offsets.Length ? result : null;
    }

    /// <summary>Without a table a frame begins where a fragment begins with the start marker of its code stream.</summary>
    private (int First, int Count)[] ByStartMarkers()
    {
        var result = new List<(int First, int Count)>();
        for (var i = 0; i < fragments.Fragments.Count; i++)
        {
            if (result.Count == 0 || StartsCodeStream(fragments.Fragments[i])) result.Add((i, 0));
            result[^1] = (result[^1].First, result[^1].Count + 1);
        }

        return result.Count == NumberOfFrames
            ? [.. result]
            : throw new DicomImagingException($"{fragments.Fragments.Count} fragments hold {NumberOfFrames} frames, "
                + "but no offset table says which belong together, and their start markers do not either.");
    }

    private static bool StartsCodeStream(IByteBuffer fragment)
    {
        if (fragment.Size < 3) return false;
        var start = new byte[3];
        fragment.GetByteRange(0, 3, start);
        return start is [0xFF, 0xD8, 0xFF] or [0xFF, 0x4F, 0xFF];
    }
}
