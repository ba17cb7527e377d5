using System.Text.Json;

namespace CausalClipSeg.Tests;

/// <summary>One segment of a SEG as pydicom reads it.</summary>
public sealed record PydicomSegment(int Number, string Label, string Algorithm, string TypeCode, string CategoryCode);

/// <summary>One frame of a SEG as pydicom reads it: a byte a pixel, 0 or 1 (or the stored value of a fractional or label map SEG), row by row.</summary>
public sealed record PydicomFrame(int Segment, string SourceUid, byte[] Pixels);

/// <summary>A SEG as pydicom reads it: the independent reader that our masks must survive.</summary>
public sealed record PydicomSeg(
    string SopInstanceUid, string StudyInstanceUid, string SeriesInstanceUid, string SegmentationType, int Rows, int Columns,
    IReadOnlyList<PydicomSegment> Segments, IReadOnlyList<PydicomFrame> Frames)
{
    public byte[] Mask(int segment) => Frames.Single(frame => frame.Segment == segment).Pixels;
}

/// <summary>Runs Debian's python with pydicom and numpy.</summary>
public static class Pydicom
{
    private const string Interpreter = "/usr/bin/python3";

    private const string ReadSegScript = """
        import base64, json, sys
        import numpy, pydicom
        d = pydicom.dcmread(sys.argv[1])
        count = int(d.get('NumberOfFrames', 1))
        pixels = d.pixel_array.reshape(count, d.Rows, d.Columns)
        groups = list(d.get('PerFrameFunctionalGroupsSequence', []))
        def segment(group):
            item = group.get('SegmentIdentificationSequence') or d.SharedFunctionalGroupsSequence[0].get('SegmentIdentificationSequence')
            return int(item[0].ReferencedSegmentNumber) if item else 0
        def source(group):
            for derivation in group.get('DerivationImageSequence', []):
                for image in derivation.get('SourceImageSequence', []):
                    return str(image.ReferencedSOPInstanceUID)
            return ''
        json.dump({
            'SopInstanceUid': str(d.SOPInstanceUID), 'StudyInstanceUid': str(d.StudyInstanceUID),
            'SeriesInstanceUid': str(d.SeriesInstanceUID), 'SegmentationType': str(d.get('SegmentationType', '')),
            'Rows': int(d.Rows), 'Columns': int(d.Columns),
            'Segments': [{
                'Number': int(s.SegmentNumber), 'Label': str(s.SegmentLabel), 'Algorithm': str(s.get('SegmentAlgorithmName', '')),
                'TypeCode': str(s.SegmentedPropertyTypeCodeSequence[0].CodeValue),
                'CategoryCode': str(s.SegmentedPropertyCategoryCodeSequence[0].CodeValue)} for s in d.SegmentSequence],
            'Frames': [{
                'Segment': segment(groups[i]), 'SourceUid': source(groups[i]),
                'Pixels': base64.b64encode(pixels[i].astype(numpy.uint8).tobytes()).decode()} for i in range(count)],
        }, sys.stdout)
        """;

    public static async Task<PydicomSeg> ReadSeg(string file)
    {
        var json = await Run(ReadSegScript, file);
        return JsonSerializer.Deserialize<PydicomSeg>(json) ?? throw new InvalidDataException($"pydicom read nothing from {file}.");
    }

    public static async Task<PydicomSeg> ReadSeg(byte[] file)
    {
        await using var folder = new TemporaryFolder("pydicom");
        var path = folder.File("seg.dcm");
        await File.WriteAllBytesAsync(path, file);
        return await ReadSeg(path);
    }

    /// <summary>The data set in the DICOM JSON model (PS3.18 F), bulk data left out.</summary>
    public static async Task<JsonElement> Json(string file)
    {
        var json = await Run(
            "import pydicom, sys; d = pydicom.dcmread(sys.argv[1], stop_before_pixels=True); print(d.to_json(bulk_data_threshold=1024, bulk_data_element_handler=lambda e: ''))",
            file);
        return JsonSerializer.Deserialize<JsonElement>(json);
    }

    /// <summary>Runs a script with arguments; its standard output.</summary>
    public static async Task<string> Run(string script, params string[] arguments)
    {
        Peers.Require(Peers.Pydicom);
        Peers.Require(Peers.Numpy);
        var result = await Tool.Run(Interpreter, ["-c", script, .. arguments]);
        return result.ShouldSucceed().Output;
    }
}
