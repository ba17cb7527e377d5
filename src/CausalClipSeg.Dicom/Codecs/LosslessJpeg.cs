using System.Buffers.Binary;
using CausalClipSeg.Dicom.Images;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>
/// Lossless JPEG (ITU-T T.81 annex H, process 14): each sample is coded as its difference from one of seven predictions out of its
/// neighbours. Of 2 to 16 bits, with restart intervals, its components in one scan or in several.
/// </summary>
internal sealed class LosslessJpeg(PixelLayout layout)
{
    private const byte LosslessFrame = 0xC3, HuffmanTables = 0xC4, EndOfImage = 0xD9, StartOfScan = 0xDA, NumberOfLines = 0xDC, RestartInterval = 0xDD;
    private readonly JpegHuffmanTable?[] _tables = new JpegHuffmanTable?[4];
    private readonly byte[] _samples = new byte[layout.FrameBytes];
    private byte[] _components = [];
    private int _scanned;
    private int _precision;
    private int _restart;

    /// <summary>Whether the frame of a stream is a lossless one: what the transfer syntax says of it is not always true.</summary>
    public static bool IsLossless(ReadOnlySpan<byte> stream)
    {
        for (var position = 2; Segment(stream, ref position, out var marker, out _);)
            if (marker is >= 0xC0 and <= 0xCF and not (HuffmanTables or 0xC8 or 0xCC)) return marker == LosslessFrame;
        return false;
    }

    /// <returns>Samples as the data set's layout has them, little endian, colour by pixel.</returns>
    /// <exception cref="InvalidDataException">The stream breaks its rules or is not of this size.</exception>
    public byte[] Decode(ReadOnlySpan<byte> stream)
    {
        // A sample takes at least one bit.
        if ((long)stream.Length * 8 < layout.SamplesPerFrame) throw new InvalidDataException($"{stream.Length} bytes cannot hold {layout.SamplesPerFrame} samples");
        for (var position = 2; Segment(stream, ref position, out var marker, out var body);)
        {
            if (marker == LosslessFrame) ReadFrame(body);
            else if (marker == HuffmanTables) ReadTables(body);
            else if (marker == RestartInterval && body.Length >= 2) _restart = BinaryPrimitives.ReadUInt16BigEndian(body);
            else if (marker == NumberOfLines) throw new InvalidDataException("its number of lines comes after the scan, which is not read");
            else if (marker == StartOfScan) position += ReadScan(body, stream[position..]);
        }

        return _scanned >= layout.SamplesPerPixel ? _samples : throw new InvalidDataException($"it holds {_scanned} of {layout.SamplesPerPixel} components");
    }

    /// <summary>The next marker and what its length says belongs to it; false at the end.</summary>
    private static bool Segment(ReadOnlySpan<byte> stream, ref int position, out byte marker, out ReadOnlySpan<byte> body)
    {
        marker = 0;
        body = default;
        while (position + 1 < stream.Length && (stream[position] != 0xFF || stream[position + 1] is 0 or 0xFF)) position++;
        if (position + 1 >= stream.Length) return false;
        marker = stream[position + 1];
        position += 2;
        if (marker == EndOfImage) return false;
        if (marker is 0x01 or >= 0xD0 and <= 0xD8) return true;
        if (position + 2 > stream.Length) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(stream[position..]);
        if (length < 2 || position + length > stream.Length) throw new InvalidDataException($"the segment of marker FF{marker:X2} ends early");
        body = stream.Slice(position + 2, length - 2);
        position += length;
        return true;
    }

    private void ReadFrame(ReadOnlySpan<byte> body)
    {
        if (body.Length < 6 || body.Length < 6 + 3 * body[5]) throw new InvalidDataException("its frame header ends early");
        var (rows, columns) = (BinaryPrimitives.ReadUInt16BigEndian(body[1..]), BinaryPrimitives.ReadUInt16BigEndian(body[3..]));
        (_precision, _components) = (body[0], new byte[body[5]]);
        if (rows != layout.Rows || columns != layout.Columns || _components.Length != layout.SamplesPerPixel)
            throw new InvalidDataException($"the stream holds {rows} x {columns} pixels of {_components.Length} samples where the data set says {layout.Rows} x {layout.Columns} of {layout.SamplesPerPixel}");
        if (_precision is < 2 or > 16 || _precision > layout.BitsAllocated) throw new InvalidDataException($"samples of {_precision} bits do not fit the {layout.BitsAllocated} allocated");
        for (var i = 0; i < _components.Length; i++)
        {
            _components[i] = body[6 + 3 * i];
            if (_components.Length > 1 && body[7 + 3 * i] != body[7]) throw new InvalidDataException("its components are of different resolution, which is not read");
        }
    }

    private void ReadTables(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            if (body.Length < 17) throw new InvalidDataException("a Huffman table ends early");
            var counts = body.Slice(1, 16);
            var values = 0;
            foreach (var count in counts) values += count;
            if (values > 256 || body.Length < 17 + values) throw new InvalidDataException("a Huffman table ends early");
            // A table of class 1 (AC) has no use in a lossless stream.
            if (body[0] < _tables.Length) _tables[body[0]] = new JpegHuffmanTable(counts, body.Slice(17, values));
            body = body[(17 + values)..];
        }
    }

    private int ReadScan(ReadOnlySpan<byte> body, ReadOnlySpan<byte> data)
    {
        var count = body.Length > 0 ? body[0] : 0;
        if (_components.Length == 0 || count is 0 or > 4 || body.Length < 4 + 2 * count) throw new InvalidDataException("its scan header is damaged");
        var lines = new LosslessLine[count];
        for (var i = 0; i < count; i++)
        {
            var component = _components.AsSpan().IndexOf(body[1 + 2 * i]);
            if (component < 0 || (body[2 + 2 * i] >> 4) is var number && (number > 3 || _tables[number] is null))
                throw new InvalidDataException("its scan names a component or a table that is not there");
            lines[i] = new LosslessLine(layout, component, _tables[number]!);
        }

        var (predictor, transform) = (body[1 + 2 * count], body[3 + 2 * count] & 15);
        if (predictor is < 1 or > 7 || transform >= _precision) throw new InvalidDataException($"its predictor {predictor} or point transform {transform} is none");
        _scanned += count;
        return Scan(lines, predictor, transform, data);
    }

    private int Scan(LosslessLine[] lines, int predictor, int transform, ReadOnlySpan<byte> data)
    {
        if (_restart % layout.Columns != 0) throw new InvalidDataException($"its restart interval of {_restart} is no whole number of lines");
        var interval = _restart == 0 ? layout.Rows : _restart / layout.Columns;
        var bits = new JpegBits(data);
        for (var row = 0; row < layout.Rows; row++)
        {
            var isFirst = row % interval == 0;
            if (isFirst && row > 0) bits.Restart();
            foreach (var line in lines) line.Begin(isFirst ? 1 << (_precision - transform - 1) : null);
            for (var column = 0; column < layout.Columns; column++)
                foreach (var line in lines) line.Add(column, predictor, ref bits);
            foreach (var line in lines) line.Write(_samples, row, transform);
        }

        return bits.Position;
    }
}
