using FellowOakDicom.IO.Buffer;
using FellowOakDicom.IO.Writer;

namespace FellowOakDicom.IO;

/// <summary>Turns a data set into bytes (PS3.5 sections 7 and 10).</summary>
internal sealed class DatasetWriter
{
    private readonly ByteSink _sink;
    private readonly DicomTransferSyntax _syntax;
    private readonly DicomWriteOptions _options;
    private readonly bool _explicit;
    private readonly bool _big;

    internal DatasetWriter(Stream stream, DicomTransferSyntax syntax, DicomWriteOptions options)
    {
        _syntax = syntax;
        _options = options;
        _explicit = syntax.IsExplicitVR;
        _big = syntax.Endian == Endian.Big;
        _sink = new ByteSink(stream, _big);
    }

    internal void Write(DicomDataset dataset)
    {
        WriteItems(dataset);
        _sink.Flush();
    }

    private void WriteItems(DicomDataset dataset)
    {
        foreach (var item in dataset.Items)
        {
            if (item.Tag.Element == 0)
            {
                if (KeepsGroupLength(item)) WriteGroupLength(dataset, item);
                continue;
            }

            switch (item)
            {
                case DicomSequence sequence:
                    WriteSequence(sequence);
                    break;
                case DicomFragmentSequence fragments:
                    WriteFragments(fragments);
                    break;
                case DicomElement element:
                    WriteElement(dataset, element);
                    break;
            }
        }
    }

    /// <summary>Group lengths are retired but for commands (PS3.7 section 6.3.1) and file meta information.</summary>
    private bool KeepsGroupLength(DicomItem item) => _options.KeepGroupLengths || item.Tag.Group is 0 or 2;

    private void WriteGroupLength(DicomDataset dataset, DicomItem item)
    {
        var length = dataset.Items.Where(i => i.Tag.Group == item.Tag.Group && i.Tag.Element != 0).Sum(i => LengthOf(dataset, i));
        WriteHeader(item.Tag, DicomVR.UL, 4);
        _sink.Long((uint)length);
    }

    private void WriteElement(DicomDataset dataset, DicomElement element)
    {
        var vr = element.ValueRepresentation;
        var buffer = BufferOf(dataset, element);
        var length = Even(buffer.Size);
        if (length >= ElementHeader.Undefined)
            throw new DicomDataException($"{element.Tag} {element.Tag.DictionaryEntry.Name} holds {buffer.Size} bytes; a DICOM value holds less than 4 GB.");
        WriteHeader(element.Tag, vr, (uint)length);
        var unit = _big ? WrittenAs(vr, length).ByteSwap : _syntax.SwapPixelData && vr == DicomVR.OW && element.Tag == DicomTag.PixelData ? 2 : 1;
        _sink.Value(unit > 1 && buffer.Size > 0 ? new SwapByteBuffer(buffer, unit) : buffer);
        if (length > buffer.Size) _sink.Byte(vr.PaddingValue);
    }

    // What is too long for the short form is unknown, and then little endian in every syntax (PS3.5 section 6.2.2).
    private DicomVR WrittenAs(DicomVR vr, long length) => _explicit && vr.Is16bitLength && length > ushort.MaxValue ? DicomVR.UN : vr;

    private void WriteHeader(DicomTag tag, DicomVR vr, uint length)
    {
        _sink.Tag(tag.Value);
        if (!_explicit)
        {
            _sink.Long(length);
            return;
        }

        var written = WrittenAs(vr, length);
        _sink.Byte((byte)written.CodeBytes);
        _sink.Byte((byte)(written.CodeBytes >> 8));
        if (written.Is16bitLength)
        {
            _sink.Short((ushort)length);
            return;
        }

        _sink.Short(0);
        _sink.Long(length);
    }

    private void WriteSequence(DicomSequence sequence)
    {
        var isClosed = _options.ExplicitLengthSequences;
        WriteHeader(sequence.Tag, DicomVR.SQ, isClosed ? (uint)ContentLength(sequence) : ElementHeader.Undefined);
        foreach (var item in sequence.Items)
        {
            var isItemClosed = _options.ExplicitLengthSequenceItems;
            _sink.Tag(ElementHeader.Item);
            _sink.Long(isItemClosed ? (uint)ContentLength(item) : ElementHeader.Undefined);
            WriteItems(item);
            if (!isItemClosed) WriteDelimiter(ElementHeader.ItemEnd);
        }

        if (!isClosed) WriteDelimiter(ElementHeader.SequenceEnd);
    }

    private void WriteFragments(DicomFragmentSequence fragments)
    {
        if (!_explicit)
        {
            throw new DicomDataException(
                $"{fragments.Tag} {fragments.Tag.DictionaryEntry.Name} is compressed and cannot be written in {_syntax}; transcode the data set first.");
        }

        WriteHeader(fragments.Tag, fragments.ValueRepresentation, ElementHeader.Undefined);
        _sink.Tag(ElementHeader.Item);
        _sink.Long((uint)fragments.OffsetTable.Count * 4);
        foreach (var offset in fragments.OffsetTable) _sink.Long(offset);
        foreach (var fragment in fragments.Fragments)
        {
            _sink.Tag(ElementHeader.Item);
            _sink.Long((uint)Even(fragment.Size));
            _sink.Value(fragment);
            if ((fragment.Size & 1) == 1) _sink.Byte(0);
        }

        WriteDelimiter(ElementHeader.SequenceEnd);
    }

    private void WriteDelimiter(uint tag)
    {
        _sink.Tag(tag);
        _sink.Long(0);
    }

    private long ContentLength(DicomSequence sequence) =>
        sequence.Items.Sum(item => 8 + ContentLength(item) + (_options.ExplicitLengthSequenceItems ? 0 : 8));

    private long ContentLength(DicomDataset dataset) => dataset.Items
        .Where(item => item.Tag.Element != 0 || KeepsGroupLength(item)).Sum(item => LengthOf(dataset, item));

    private long LengthOf(DicomDataset dataset, DicomItem item)
    {
        var longHeader = _explicit ? 12 : 8;
        switch (item)
        {
            case DicomSequence sequence:
                return longHeader + ContentLength(sequence) + (_options.ExplicitLengthSequences ? 0 : 8);
            case DicomFragmentSequence fragments:
                return longHeader + 16 + (fragments.OffsetTable.Count * 4L) + fragments.Fragments.Sum(f => 8 + Even(f.Size));
            case DicomElement element:
                var length = Even(BufferOf(dataset, element).Size);
                return length + (element.ValueRepresentation.Is16bitLength && length <= ushort.MaxValue ? 8 : longHeader);
            default:
                return 0;
        }
    }

    private static IByteBuffer BufferOf(DicomDataset dataset, DicomElement element) =>
        element is DicomStringElement text ? text.BufferIn(dataset.CharacterSet) : element.Buffer;

    private static long Even(long length) => length + (length & 1);
}
