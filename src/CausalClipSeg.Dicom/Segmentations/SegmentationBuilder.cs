using System.Runtime.Intrinsics;
using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Segmentations;

/// <summary>Builds the binary segmentation of one projection radiograph (PS3.3 A.51, C.8.20): every frame is a segment at the radiograph's size.</summary>
public static class SegmentationBuilder
{
    /// <summary>Contents that cannot be a valid segmentation of this source are a fault of the caller and throw.</summary>
    public static DicomFile Build(DicomDataset source, SegmentationContent content)
    {
        SegmentationRules.Check(source, content);
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRLittleEndian) { { DicomTag.SpecificCharacterSet, "ISO_IR 192" } };
        SourceModules.Copy(source, dataset);
        AddSeriesAndEquipment(dataset, content);
        AddImage(dataset, source, content);
        dataset.Add(new DicomSequence(DicomTag.SegmentSequence, [.. content.Segments.Select((segment, index) => segment.ToDataset(index + 1))]));
        FunctionalGroups.Add(dataset, source, content);
        dataset.Add(new DicomOtherByte(DicomTag.PixelData, BitPacking.Pack([.. content.Segments.Select(segment => (ReadOnlyMemory<byte>)segment.Mask.Pixels)])));
        return new DicomFile(dataset);
    }

    private static void AddSeriesAndEquipment(DicomDataset dataset, SegmentationContent content)
    {
        var (date, time) = (content.ContentTime.ToString("yyyyMMdd"), content.ContentTime.ToString("HHmmss"));
        dataset.Add(DicomTag.SOPClassUID, DicomUID.SegmentationStorage)
            .Add(DicomTag.SOPInstanceUID, content.SopInstanceUid)
            .Add(DicomTag.InstanceCreationDate, date)
            .Add(DicomTag.InstanceCreationTime, time)
            .Add(DicomTag.SeriesDate, date)
            .Add(DicomTag.SeriesTime, time)
            .Add(DicomTag.ContentDate, date)
            .Add(DicomTag.ContentTime, time)
            .Add(DicomTag.Modality, "SEG")
            .Add(DicomTag.SeriesInstanceUID, content.SeriesInstanceUid)
            .Add(DicomTag.SeriesNumber, content.SeriesNumber)
            .Add(DicomTag.SeriesDescription, Text.Limit(content.SeriesDescription, 64))
            .Add(DicomTag.Manufacturer, Text.Limit(content.Equipment.Manufacturer, 64))
            .Add(DicomTag.ManufacturerModelName, Text.Limit(content.Equipment.ModelName, 64))
            .Add(DicomTag.DeviceSerialNumber, Text.Limit(content.Equipment.SerialNumber, 64))
            .Add(DicomTag.SoftwareVersions, Text.Limit(content.Equipment.SoftwareVersions, 64));
    }

    private static void AddImage(DicomDataset dataset, DicomDataset source, SegmentationContent content)
    {
        dataset.Add(DicomTag.ImageType, "DERIVED", "PRIMARY")
            .Add(DicomTag.InstanceNumber, content.InstanceNumber)
            // Of type 2 and empty: an image without planes has no orientation of its own to state.
            .Add(DicomTag.PatientOrientation, Array.Empty<string>())
            .Add(DicomTag.ContentLabel, Text.CodeString(content.ContentLabel))
            .Add(DicomTag.ContentDescription, Text.Limit(content.ContentDescription, 64))
            .Add(DicomTag.ContentCreatorName, Text.Limit(content.ContentCreatorName, 64))
            .Add(DicomTag.SamplesPerPixel, (ushort)1)
            .Add(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Add(DicomTag.NumberOfFrames, content.Segments.Count)
            .Add(DicomTag.Rows, source.GetSingleValue<ushort>(DicomTag.Rows))
            .Add(DicomTag.Columns, source.GetSingleValue<ushort>(DicomTag.Columns))
            .Add(DicomTag.BitsAllocated, (ushort)1)
            .Add(DicomTag.BitsStored, (ushort)1)
            .Add(DicomTag.HighBit, (ushort)0)
            .Add(DicomTag.PixelRepresentation, (ushort)0)
            .Add(DicomTag.SegmentationType, "BINARY")
            .Add(DicomTag.SegmentsOverlap, Overlap(content.Segments) ? "YES" : "NO");
        LossyHistory.Copy(source, dataset);
    }

    private static bool Overlap(IReadOnlyList<SegmentDescription> segments)
    {
        if (segments.Count == 1) return false;
        var covered = new byte[segments[0].Mask.Pixels.Length];
        return segments.Any(segment => Cover(segment.Mask.Pixels, covered));
    }

    private static bool Cover(ReadOnlySpan<byte> mask, Span<byte> covered)
    {
        var pixel = 0;
        for (; pixel + Vector256<byte>.Count <= mask.Length; pixel += Vector256<byte>.Count)
        {
            var (inside, before) = (~Vector256.Equals(Vector256.Create(mask[pixel..]), Vector256<byte>.Zero), Vector256.Create<byte>(covered[pixel..]));
            if ((inside & before) != Vector256<byte>.Zero) return true;
            (inside | before).CopyTo(covered[pixel..]);
        }

        for (; pixel < mask.Length; pixel++)
        {
            if (mask[pixel] == 0) continue;
            if (covered[pixel] != 0) return true;
            covered[pixel] = 1;
        }

        return false;
    }
}
