using System.Buffers.Binary;
using System.Text;

namespace FellowOakDicom.Subset.Tests;

/// <summary>Elements that their writer coded as UN (PS3.5 section 6.2.2): what the dictionary knows is read as what it is.</summary>
public sealed class UnknownRepresentationTests
{
    private static readonly byte[] _item = [0xFE, 0xFF, 0x00, 0xE0, 12, 0, 0, 0, 0x08, 0, 0x00, 0x01, 4, 0, 0, 0, (byte)'T', (byte)'1', (byte)'2', (byte)'3'];

    [Theory]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    public void Text_numbers_and_sequences_are_read_by_the_dictionary(string syntax)
    {
        var dataset = Read(syntax, new(DicomTag.SpecificCharacterSet, "ISO_IR 100"u8.ToArray()),
            new(DicomTag.AccessionNumber, "A-17"u8.ToArray()), new(DicomTag.PatientName, Encoding.Latin1.GetBytes("Müller^Jo")),
            new(DicomTag.PatientID, "P00001"u8.ToArray()), new(DicomTag.PatientOrientation, "L\\F "u8.ToArray()), new(DicomTag.ViewCodeSequence, _item), new(DicomTag.Rows, [0x00, 0x02]));
        dataset.GetString(DicomTag.AccessionNumber).ShouldBe("A-17");
        dataset.GetString(DicomTag.PatientName).ShouldBe("Müller^Jo");
        dataset.GetSingleValue<string>(DicomTag.PatientID).ShouldBe("P00001");
        dataset.GetValues<string>(DicomTag.PatientOrientation).ShouldBe(["L", "F"]);
        dataset.GetSingleValue<ushort>(DicomTag.Rows).ShouldBe((ushort)512);
        dataset.GetSequence(DicomTag.ViewCodeSequence).Items.ShouldHaveSingleItem().GetString(DicomTag.CodeValue).ShouldBe("T123");
    }

    [Fact]
    public void What_the_dictionary_does_not_know_stays_unknown()
    {
        var dataset = Read("1.2.840.10008.1.2.1", new(new DicomTag(0x0011, 0x1001), [1, 2]), new(new DicomTag(0x0018, 0xFFF1), [3, 4]));
        dataset.Select(item => item.ValueRepresentation).ShouldBe([DicomVR.UN, DicomVR.UN]);
    }

    [Fact]
    public void Bytes_that_are_no_items_are_no_sequence() =>
        Read("1.2.840.10008.1.2.1", new Unknown(DicomTag.ViewCodeSequence, "any bytes!"u8.ToArray())).Single().ValueRepresentation.ShouldBe(DicomVR.UN);

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    public void A_value_too_long_for_the_short_form_comes_back(string syntax)
    {
        uint[] values = [.. Enumerable.Range(0, 20_000).Select(i => (uint)i * 70_001)];
        var written = new DicomDataset(DicomTransferSyntax.Parse(syntax)) { { DicomTag.SOPClassUID, DicomUID.RawDataStorage }, { DicomTag.SOPInstanceUID, "1.2.3" }, new DicomUnsignedLong(DicomTag.HistogramData, values) };
        using var stream = new MemoryStream();
        new DicomFile(written).Save(stream);
        stream.Position = 0;
        DicomFile.Open(stream).Dataset.GetValues<uint>(DicomTag.HistogramData).ShouldBe(values);
    }

    private static DicomDataset Read(string syntax, params Unknown[] elements)
    {
        var isBig = syntax.EndsWith(".2.2", StringComparison.Ordinal);
        using var stream = new MemoryStream();
        new DicomFile(new DicomDataset(DicomTransferSyntax.Parse(syntax)) { { DicomTag.SOPClassUID, DicomUID.RawDataStorage }, { DicomTag.SOPInstanceUID, "1.2.3" } }).Save(stream);
        foreach (var (tag, value) in elements.OrderBy(element => element.Tag)) Write(stream, tag, value, isBig);
        stream.Position = 0;
        var dataset = DicomFile.Open(stream).Dataset;
        dataset.Remove(DicomTag.SOPClassUID, DicomTag.SOPInstanceUID);
        return dataset;
    }

    private static void Write(Stream stream, DicomTag tag, byte[] value, bool isBig)
    {
        Span<byte> header = stackalloc byte[12];
        if (isBig)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header, tag.Group);
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], tag.Element);
            BinaryPrimitives.WriteUInt32BigEndian(header[8..], (uint)value.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)value.Length);
        }

        "UN"u8.CopyTo(header[4..]);
        header[6..8].Clear();
        stream.Write(header);
        stream.Write(value);
    }

    private sealed record Unknown(DicomTag Tag, byte[] Value);
}
