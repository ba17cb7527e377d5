using CausalClipSeg.Tests;
using FellowOakDicom;
using FellowOakDicom.IO.Buffer;

namespace CausalClipSeg.Dicom.Tests.Subset;

public sealed class FileTests
{
    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.1.99")]
    public void A_data_set_survives_every_native_syntax(string uid)
    {
        var syntax = DicomTransferSyntax.Parse(uid);
        var dataset = Sample(syntax);

        var read = Reopen(new DicomFile(dataset));

        read.FileMetaInfo.TransferSyntax.ShouldBe(syntax);
        read.Dataset.InternalTransferSyntax.ShouldBe(syntax);
        read.Dataset.GetString(DicomTag.PatientName).ShouldBe("Müller^Jörg");
        read.Dataset.GetValues<ushort>(DicomTag.PixelData).ShouldBe([1, 256, 65535, 7]);
        read.Dataset.GetValues<double>(DicomTag.RealWorldValueLUTData).ShouldBe([0.5, -1e300]);
        read.Dataset.GetSingleValue<DicomTag>(DicomTag.DimensionIndexPointer).ShouldBe(DicomTag.ReferencedSegmentNumber);
        var item = read.Dataset.GetSequence(DicomTag.ReferencedSeriesSequence).Items.ShouldHaveSingleItem();
        item.GetString(DicomTag.SeriesDescription).ShouldBe("größer");
        item.GetSequence(DicomTag.ReferencedInstanceSequence).Items.Count.ShouldBe(2);
    }

    [Fact]
    public void The_meta_information_names_class_instance_and_syntax()
    {
        var read = Reopen(new DicomFile(Sample(DicomTransferSyntax.ExplicitVRLittleEndian)));

        read.Format.ShouldBe(DicomFileFormat.DICOM3);
        read.FileMetaInfo.MediaStorageSOPClassUID.ShouldBe(DicomUID.SecondaryCaptureImageStorage);
        read.FileMetaInfo.MediaStorageSOPInstanceUID.UID.ShouldBe("1.2.3.4");
    }

    [Fact]
    public void A_text_is_no_DICOM_file() =>
        Should.Throw<DicomFileException>(() => DicomFile.Open(new MemoryStream(new string('x', 400).Select(c => (byte)c).ToArray())));

    [Fact]
    public void A_file_that_cannot_be_read_is_said_with_its_cause() =>
        Should.Throw<DicomFileException>(() => DicomFile.Open("/none/none.dcm")).InnerException.ShouldBeOfType<DirectoryNotFoundException>();

    [Fact]
    public void A_reader_can_stop_before_the_pixels()
    {
        var bytes = Bytes(new DicomFile(Sample(DicomTransferSyntax.ExplicitVRLittleEndian)));

        var file = DicomFile.Open(new MemoryStream(bytes), DicomEncoding.Default, stop: state => state.Tag == DicomTag.PixelData);

        file.Dataset.Contains(DicomTag.PixelData).ShouldBeFalse();
        file.Dataset.Contains(DicomTag.PatientName).ShouldBeTrue();
    }

    [Fact]
    public void Large_values_stay_on_disk_until_wanted()
    {
        var path = Path.GetTempFileName();
        try
        {
            var pixels = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
            var dataset = Sample(DicomTransferSyntax.ExplicitVRLittleEndian).AddOrUpdate(new DicomOtherByte(DicomTag.PixelData, pixels));
            new DicomFile(dataset).Save(path);

            var buffer = DicomFile.Open(path).Dataset.GetDicomItem<DicomElement>(DicomTag.PixelData).ShouldNotBeNull().Buffer;

            buffer.IsMemory.ShouldBeFalse();
            buffer.Data.ShouldBe(pixels);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_can_be_saved_over_itself()
    {
        var path = Path.GetTempFileName();
        try
        {
            var pixels = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
            new DicomFile(Sample(DicomTransferSyntax.ExplicitVRLittleEndian).AddOrUpdate(new DicomOtherByte(DicomTag.PixelData, pixels))).Save(path);
            var file = DicomFile.Open(path, FileReadOption.ReadAll);
            file.Dataset.AddOrUpdate(DicomTag.StudyDescription, "moves the pixels");

            file.Save(path);

            DicomFile.Open(path).Dataset.GetValues<byte>(DicomTag.PixelData).ShouldBe(pixels);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Values_of_odd_length_are_padded()
    {
        var dataset = Sample(DicomTransferSyntax.ExplicitVRLittleEndian);
        dataset.AddOrUpdate(DicomTag.PatientID, "odd");

        var read = Reopen(new DicomFile(dataset));

        read.Dataset.GetDicomItem<DicomElement>(DicomTag.PatientID).ShouldNotBeNull().Length.ShouldBe(4u);
        read.Dataset.GetString(DicomTag.PatientID).ShouldBe("odd");
    }

    [Theory]
    [InlineData("ExplVR_BigEndNoMeta.dcm", "1.2.840.10008.1.2.2")]
    [InlineData("ExplVR_LitEndNoMeta.dcm", "1.2.840.10008.1.2.1")]
    public void A_bare_data_set_is_read(string name, string syntax)
    {
        var file = DicomFile.Open(Path.Combine(SharedData.Require("data/dicom/pydicom"), "test_files", name));

        file.Format.ShouldBe(DicomFileFormat.DICOM3NoFileMetaInfo);
        file.Dataset.InternalTransferSyntax.UID.UID.ShouldBe(syntax);
        file.Dataset.Contains(DicomTag.SOPInstanceUID).ShouldBeTrue();
    }

    [Theory]
    [InlineData("MR_small.dcm")]
    [InlineData("SC_rgb_rle_2frame.dcm")]
    [InlineData("JPEG2000.dcm")]
    public void A_clean_explicit_data_set_is_written_as_it_was_read(string name)
    {
        var path = Path.Combine(SharedData.Require("data/dicom/pydicom"), "test_files", name);

        var written = Bytes(DicomFile.Open(path));

        // The meta information names its writer, the preamble is no part of the data.
        Data(written).ShouldBe(Data(File.ReadAllBytes(path)));
    }

    internal static byte[] Data(byte[] file) => file[(144 + BitConverter.ToInt32(file, 140))..];

    internal static byte[] Bytes(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.Save(stream);
        return stream.ToArray();
    }

    internal static DicomFile Reopen(DicomFile file) => DicomFile.Open(new MemoryStream(Bytes(file)));

    internal static DicomDataset Sample(DicomTransferSyntax syntax) => new DicomDataset(syntax)
    {
        { DicomTag.SpecificCharacterSet, "ISO_IR 192" },
        { DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage },
        { DicomTag.SOPInstanceUID, "1.2.3.4" },
        { DicomTag.PatientName, "Müller^Jörg" },
        { DicomTag.Rows, (ushort)2 },
        { DicomTag.Columns, (ushort)2 },
        { DicomTag.BitsAllocated, (ushort)16 },
        { DicomTag.SamplesPerPixel, (ushort)1 },
        { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
        { DicomTag.RealWorldValueLUTData, 0.5, -1e300 },
        { DicomTag.DimensionIndexPointer, DicomTag.ReferencedSegmentNumber },
        new DicomSequence(DicomTag.ReferencedSeriesSequence, new DicomDataset
        {
            { DicomTag.SeriesDescription, "größer" },
            new DicomSequence(DicomTag.ReferencedInstanceSequence, new DicomDataset(), new DicomDataset()),
        }),
        new DicomOtherWord(DicomTag.PixelData, 1, 256, 65535, 7),
    };
}
