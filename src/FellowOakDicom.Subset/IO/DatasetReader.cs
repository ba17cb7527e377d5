using System.Buffers.Binary;
using FellowOakDicom.IO.Buffer;
using FellowOakDicom.IO.Reader;

namespace FellowOakDicom.IO;

/// <summary>Turns bytes into a data set (PS3.5 sections 7 and 10). It trusts no length, no nesting and no order of tags.</summary>
internal sealed partial class DatasetReader
{
    private const int MaximumDepth = 64;

    private readonly ByteSource _source;
    private readonly ReadSettings _settings;
    private readonly DicomTransferSyntax _syntax;
    private bool _explicit;
    private bool _big;

    internal DatasetReader(ByteSource source, DicomTransferSyntax syntax, ReadSettings settings)
    {
        _source = source;
        _settings = settings;
        _syntax = syntax;
        _explicit = syntax.IsExplicitVR;
        _big = syntax.Endian == Endian.Big;
    }

    /// <summary>Whether the caller's condition ended the reading.</summary>
    internal bool Stopped { get; private set; }

    /// <summary>Reads until the bytes end, or until a group above <paramref name="lastGroup"/> begins.</summary>
    internal void ReadInto(DicomDataset dataset, ushort lastGroup = ushort.MaxValue)
    {
        var scope = new ReadScope(null, _settings.Fallback);
        while (!Stopped && !_source.AtEnd())
        {
            var start = _source.Peek(8);
            if (start.IsEmpty)
            {
                if (OnlyZeros()) break;
                throw Broken($"The data end in the middle of an element's header at byte {_source.Position}; the file was cut short.");
            }

            if (lastGroup < ushort.MaxValue && Short(start) > lastGroup) break;
            ReadElement(scope, long.MaxValue, 0);
        }

        dataset.InternalTransferSyntax = _syntax;
        dataset.Load(scope.Items, scope.OwnCharacterSet);
    }

    /// <summary>Whether the first element looks explicit; null where it looks like neither.</summary>
    internal static bool? LooksExplicit(ReadOnlySpan<byte> start)
    {
        if (start.Length < 8) return null;
        if (DicomVR.FromBytes(start[4], start[5]) is not null) return true;
        return BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) < 1 << 20 ? false : null;
    }

    /// <summary>Corrects a syntax whose declaration the first element contradicts.</summary>
    internal void TrustFirstElement()
    {
        if (_big || LooksExplicit(_source.Peek(8)) is not { } looksExplicit || looksExplicit == _explicit) return;
        _explicit = looksExplicit;
    }

    private bool OnlyZeros()
    {
        for (var left = 7; left > 0; left--)
        {
            var rest = _source.Peek(left);
            if (!rest.IsEmpty) return !rest.ContainsAnyExcept((byte)0);
        }

        return true;
    }

    private ushort Short(ReadOnlySpan<byte> bytes) =>
        _big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint Long(ReadOnlySpan<byte> bytes) =>
        _big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private uint Tag(ReadOnlySpan<byte> bytes) => ((uint)Short(bytes) << 16) | Short(bytes[2..]);

    /// <summary>Reads one element into the scope; false where a delimiter ends the item.</summary>
    private bool ReadElement(ReadScope scope, long end, int depth)
    {
        var header = ReadHeader(scope);
        switch (header.Tag)
        {
            case ElementHeader.ItemEnd:
                return false;
            case ElementHeader.SequenceEnd or ElementHeader.Item:
                throw Broken($"A delimiter {header.Name} stands at byte {header.Position} where an element of a data set must follow.");
        }

        var tag = scope.TagOf(header.Tag);
        if (_settings.Stop is { } stop && stop(new ParseState { Tag = tag, VR = header.VR, SequenceDepth = depth }))
        {
            Stopped = true;
            return true;
        }

        if (!header.IsUndefined && (header.Length > end - _source.Position || !_source.MayHold(header.Length))) throw TooShort(header, end);
        if (ReadItem(header, tag, scope, end, depth) is { } item) scope.Add(item);
        return true;
    }

    private DicomItem? ReadItem(ElementHeader header, DicomTag tag, ReadScope scope, long end, int depth)
    {
        if (header.VR == DicomVR.SQ) return ReadSequence(header, tag, scope, end, depth);
        if (header.VR == DicomVR.UN && !header.IsUndefined && _explicit) return ReadUnknown(header, tag, scope, end, depth);
        if (!header.IsUndefined) return ReadValue(header, tag, scope);
        if (header.VR == DicomVR.UN) return ReadUnknownSequence(header, tag, scope, end, depth);
        if (header.VR.Code[0] == 'O') return ReadFragments(header, tag);
        throw Broken($"{header.Name} at byte {header.Position} is {header.VR.Code} with undefined length, which only sequences and pixel data may have.");
    }

    private DicomItem? ReadValue(ElementHeader header, DicomTag tag, ReadScope scope)
    {
        var isLarge = header.Length >= _settings.LargeObjectSize;
        if (isLarge && _settings.Option == FileReadOption.SkipLargeTags)
            return _source.TrySkip(header.Length) ? null : throw TooShort(header, long.MaxValue);
        IByteBuffer buffer;
        if (header.Length == 0)
        {
            buffer = EmptyBuffer.Value;
        }
        else if (isLarge && _settings.Option != FileReadOption.ReadAll && _source.CanDefer && _source.Defer(header.Length) is { } deferred)
        {
            buffer = SwapUnit(header) is var unit and > 1 ? new SwapByteBuffer(deferred, unit) : deferred;
        }
        else
        {
            buffer = new MemoryByteBuffer(InOrder(header, _source.TakeValue(header.Length) ?? throw TooShort(header, long.MaxValue)));
        }

        var item = ItemFactory.FromBuffer(header.VR, tag, buffer);
        if (item is DicomStringElement text) text.ReadUnder(scope.CharacterSet);
        return item;
    }

    private ReadOnlyMemory<byte> InOrder(ElementHeader header, ReadOnlyMemory<byte> value)
    {
        var unit = SwapUnit(header);
        if (unit <= 1) return value;
        var swapped = value.ToArray();
        Endian.SwapBytes(unit, swapped.AsSpan());
        return swapped;
    }

    private int SwapUnit(ElementHeader header)
    {
        if (_syntax.SwapPixelData && header.Tag == DicomTag.PixelData.Value) return header.VR == DicomVR.OW ? 2 : 1;
        return _big ? header.VR.ByteSwap : 1;
    }

    private DicomIoException TooShort(ElementHeader header, long end)
    {
        var limit = Math.Min(end, _source.Length ?? long.MaxValue);
        var where = limit == long.MaxValue ? "the data end before that" : $"only {Math.Max(0, limit - _source.Position)} are left";
        return Broken($"{header.Name} at byte {header.Position} claims a value of {header.Length} bytes, but {where}; the data are cut short or damaged.");
    }

    private static DicomIoException Broken(string message) => new(message);
}
