using System.Buffers.Binary;
using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.IO;

internal sealed partial class DatasetReader
{
    private DicomSequence ReadSequence(ElementHeader header, DicomTag tag, ReadScope scope, long outerEnd, int depth)
    {
        if (depth >= MaximumDepth)
            throw Broken($"{header.Name} at byte {header.Position} is nested more than {MaximumDepth} deep; no real data set is.");
        var end = header.IsUndefined ? outerEnd : _source.Position + header.Length;
        var items = new List<DicomDataset>();
        while (!Stopped && (header.IsUndefined || _source.Position < end))
        {
            var start = _source.Peek(8);
            if (start.IsEmpty) throw Broken($"The data end at byte {_source.Position} inside the sequence {header.Name}; the file was cut short.");
            var position = _source.Position;
            var item = Tag(start);
            var length = Long(start[4..]);
            if (item == ElementHeader.SequenceEnd)
            {
                _source.Take(8);
                break;
            }

            if (item != ElementHeader.Item)
                throw Broken($"The sequence {header.Name} holds {(DicomTag)item} at byte {position} where an item (fffe,e000) must follow.");
            _source.Take(8);
            if (length != ElementHeader.Undefined && (length > end - _source.Position || !_source.MayHold(length)))
                throw TooShort(header with { Tag = item, Length = length, Position = position }, end);
            items.Add(ReadSequenceItem(length, scope, end, depth + 1));
        }

        return new DicomSequence(tag, [.. items]);
    }

    private DicomDataset ReadSequenceItem(uint length, ReadScope outer, long outerEnd, int depth)
    {
        var dataset = new DicomDataset(_syntax) { ValidateItems = false };
        var scope = new ReadScope(outer, outer.CharacterSet);
        var isOpen = length == ElementHeader.Undefined;
        var end = isOpen ? outerEnd : _source.Position + length;
        while (!Stopped && (isOpen || _source.Position < end))
        {
            if (isOpen && IsSequenceEnd()) break;
            if (!ReadElement(scope, end, depth) && isOpen) break;
        }

        dataset.Load(scope.Items, scope.OwnCharacterSet);
        return dataset;
    }

    /// <summary>Some writers forget to close the last item.</summary>
    private bool IsSequenceEnd()
    {
        var next = _source.Peek(8);
        return !next.IsEmpty && Tag(next) is ElementHeader.SequenceEnd or ElementHeader.Item;
    }

    /// <summary>UN of undefined length is a sequence in Implicit VR Little Endian, whatever the data set's syntax (PS3.5 section 6.2.2).</summary>
    private DicomSequence ReadUnknownSequence(ElementHeader header, DicomTag tag, ReadScope scope, long end, int depth) =>
        ReadImplicitly(() => ReadSequence(header, tag, scope, end, depth));

    /// <summary>
    /// UN of a tag that the dictionary knows is what the dictionary says, in Implicit VR Little Endian: who wrote it did not know the tag, or the value
    /// was too long for the short form (PS3.5 section 6.2.2).
    /// </summary>
    private DicomItem? ReadUnknown(ElementHeader header, DicomTag tag, ReadScope scope, long end, int depth)
    {
        var known = header with { VR = scope.RepresentationOf(header.Tag) };
        if (known.VR != DicomVR.SQ) return ReadImplicitly(() => ReadValue(known, tag, scope));
        return header.Length == 0 || BeginsWithItem(header.Length)
            ? ReadImplicitly(() => ReadSequence(known, tag, scope, end, depth))
            : ReadValue(header, tag, scope);
    }

    private bool BeginsWithItem(uint length)
    {
        var next = length < 8 ? default : _source.Peek(8);
        return !next.IsEmpty && BinaryPrimitives.ReadUInt32LittleEndian(next) == 0xE000FFFE;
    }

    private T ReadImplicitly<T>(Func<T> read)
    {
        var (isExplicit, isBig) = (_explicit, _big);
        (_explicit, _big) = (false, false);
        var item = read();
        (_explicit, _big) = (isExplicit, isBig);
        return item;
    }

    private DicomFragmentSequence ReadFragments(ElementHeader header, DicomTag tag)
    {
        DicomFragmentSequence fragments = header.VR == DicomVR.OW ? new DicomOtherWordFragment(tag) : new DicomOtherByteFragment(tag);
        for (var isTable = true; ; isTable = false)
        {
            var start = _source.Peek(8);
            if (start.IsEmpty) throw Broken($"The data end at byte {_source.Position} inside the fragments of {header.Name}; the file was cut short.");
            var fragment = new ElementHeader(Tag(start), header.VR, Long(start[4..]), _source.Position);
            _source.Take(8);
            if (fragment.Tag == ElementHeader.SequenceEnd) return fragments;
            if (fragment.Tag != ElementHeader.Item || fragment.IsUndefined)
                throw Broken($"{header.Name} holds {(DicomTag)fragment.Tag} at byte {fragment.Position} where a fragment (fffe,e000) must follow.");
            if (!_source.MayHold(fragment.Length)) throw TooShort(fragment, long.MaxValue);
            if (isTable) ReadOffsetTable(fragment, fragments);
            else fragments.Add(ReadFragment(fragment));
        }
    }

    private void ReadOffsetTable(ElementHeader header, DicomFragmentSequence fragments)
    {
        var table = (_source.TakeValue(header.Length) ?? throw TooShort(header, long.MaxValue)).Span;
        for (var i = 0; i + 4 <= table.Length; i += 4)
            fragments.OffsetTable.Add(_big ? BinaryPrimitives.ReadUInt32BigEndian(table[i..]) : BinaryPrimitives.ReadUInt32LittleEndian(table[i..]));
    }

    private IByteBuffer ReadFragment(ElementHeader header)
    {
        if (header.Length == 0) return EmptyBuffer.Value;
        if (header.Length >= _settings.LargeObjectSize && _settings.Option != FileReadOption.ReadAll && _source.Defer(header.Length) is { } deferred)
            return deferred;
        return new MemoryByteBuffer(_source.TakeValue(header.Length) ?? throw TooShort(header, long.MaxValue));
    }
}
