using FellowOakDicom;

namespace CausalClipSeg.Benchmarks.Headers;

/// <summary>Radiographs with a clinical header in front of their pixels, each with UIDs of its own.</summary>
internal static class HeaderFiles
{
    private const int PixelBytes = 100_000;

    public static IReadOnlyList<string> Write(string folder, int count) =>
        [.. Enumerable.Range(0, count).Select(number =>
        {
            var path = Path.Combine(folder, $"{number:00000}.dcm");
            new DicomFile(Header(number)).Save(path);
            return path;
        })];

    private static DicomDataset Header(int number)
    {
        var dataset = new DicomDataset
        {
            { DicomTag.SpecificCharacterSet, "ISO_IR 100" },
            { DicomTag.ImageType, "ORIGINAL", "PRIMARY" },
            { DicomTag.SOPClassUID, DicomUID.DigitalXRayImageStorageForPresentation },
            { DicomTag.SOPInstanceUID, $"1.2.826.0.1.3680043.2.1125.{number + 1}" },
            { DicomTag.StudyInstanceUID, $"1.2.826.0.1.3680043.2.1126.{number + 1}" },
            { DicomTag.SeriesInstanceUID, $"1.2.826.0.1.3680043.2.1127.{number + 1}" },
            { DicomTag.StudyDate, "20260301" },
            { DicomTag.StudyTime, "101500" },
            { DicomTag.AccessionNumber, $"A{number}" },
            { DicomTag.Modality, "DX" },
            { DicomTag.Manufacturer, "Manufacturer" },
            { DicomTag.ReferringPhysicianName, "Weber^Anna" },
            { DicomTag.StudyDescription, "Thorax pa" },
            { DicomTag.PatientName, "Müller^Åsa" },
            { DicomTag.PatientID, $"P{number}" },
            { DicomTag.PatientBirthDate, "19700101" },
            { DicomTag.PatientSex, "F" },
            { DicomTag.BodyPartExamined, "CHEST" },
            { DicomTag.KVP, 125m },
            { DicomTag.Exposure, 4 },
            { DicomTag.ViewPosition, "PA" },
            { DicomTag.PatientOrientation, "L", "F" },
            { DicomTag.InstanceNumber, 1 },
            { DicomTag.SamplesPerPixel, (ushort)1 },
            { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
            { DicomTag.Rows, (ushort)200 },
            { DicomTag.Columns, (ushort)250 },
            { DicomTag.ImagerPixelSpacing, 0.148m, 0.148m },
            { DicomTag.BitsAllocated, (ushort)16 },
            { DicomTag.BitsStored, (ushort)12 },
            { DicomTag.HighBit, (ushort)11 },
            { DicomTag.PixelRepresentation, (ushort)0 },
            { DicomTag.WindowCenter, 2048m },
            { DicomTag.WindowWidth, 4096m },
        };
        dataset.Add(new DicomSequence(DicomTag.AnatomicRegionSequence, Code("51185008", "Chest")), new DicomSequence(DicomTag.ViewCodeSequence, Code("399348003", "postero-anterior")));
        foreach (var element in Enumerable.Range(1, 30)) dataset.Add(DicomVR.LO, new DicomTag(0x0019, (ushort)(0x1000 + element), "MANUFACTURER"), $"private value {element}");
        return dataset.Add(new DicomOtherWord(DicomTag.PixelData, new ushort[PixelBytes / 2]));
    }

    private static DicomDataset Code(string value, string meaning) => new()
    {
        { DicomTag.CodeValue, value },
        { DicomTag.CodingSchemeDesignator, "SCT" },
        { DicomTag.CodeMeaning, meaning },
    };
}
