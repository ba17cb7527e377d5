using System.Text.Json;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Tests;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Codecs;

/// <summary>Every picture that pydicom decodes, decoded here to the same values; those compressed with loss within the decoders' freedom.</summary>
public sealed class PydicomPixelsTests
{
    // Inverse transforms round differently.
    private const double LossyMeanTolerance = 0.05;

    // The standard swaps 8-bit samples in OW of big endian files (PS3.5 annex A.3); pydicom 2.3 leaves them swapped. The tests of the subset have it.
    private const string MisreadByPydicom = "SC_rgb_small_odd_big_endian.dcm";

    // Declares an explicit syntax and is implicit, which fo-dicom does not look for; the tests of the subset have it.
    private const string ImplicitInDisguise = "SC_rgb_jpeg.dcm";

    private const string Script = """
        import json, sys, warnings
        from pathlib import Path
        import numpy, pydicom
        warnings.simplefilter('ignore')
        lossy = ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.81', '1.2.840.10008.1.2.4.91']
        result = []
        for path in sorted(Path(sys.argv[1]).rglob('*')):
            if not path.is_file():
                continue
            try:
                dataset = pydicom.dcmread(path, force=True)
                pixels = dataset.pixel_array
            except Exception:
                continue
            raw = Path(sys.argv[2]) / f'{len(result)}.raw'
            raw.write_bytes(numpy.ascontiguousarray(pixels.astype(pixels.dtype.newbyteorder('<'))).tobytes())
            result.append({'File': str(path), 'Raw': str(raw), 'IsLossy': dataset.file_meta.get('TransferSyntaxUID', '') in lossy})
        print(json.dumps(result))
        """;

    [Theory]
    [InlineData("data/dicom/pydicom/test_files")]
    [InlineData("data/dicom/wg04")]
    [InlineData("data/dicom/radiographs")]
    public async Task Every_picture_that_pydicom_decodes_is_decoded_to_the_same_values(string folder)
    {
        using var raw = new TemporaryFolder("pixels");
        var theirs = JsonSerializer.Deserialize<Picture[]>(await Pydicom.Run(Script, SharedData.Require(folder), raw.Path)) ?? [];
        theirs.ShouldNotBeEmpty();
        theirs.Where(picture => Path.GetFileName(picture.File) is not (MisreadByPydicom or ImplicitInDisguise)).Select(Difference).Where(difference => difference.Length > 0).ShouldBeEmpty();
    }

    private static string Difference(Picture picture)
    {
        var ours = Decode(picture.File);
        if (!ours.Succeeded) return $"{picture.File}: {ours.Refusal.Reason}";
        var theirs = File.ReadAllBytes(picture.Raw);
        if (theirs.AsSpan().SequenceEqual(ours.Value)) return "";
        if (!picture.IsLossy || theirs.Length != ours.Value.Length) return $"{picture.File}: other values";
        var mean = theirs.Zip(ours.Value).Average(pair => (double)Math.Abs(pair.First - pair.Second));
        return mean <= LossyMeanTolerance ? "" : $"{picture.File}: differs by {mean:0.000} in the mean";
    }

    private static ImageResult<byte[]> Decode(string path)
    {
        using var samples = new MemoryStream();
        return StoredPixels.Write(DicomFile.Open(path).Dataset, samples).TryGet(out _, out var refusal) ? samples.ToArray() : refusal;
    }

    private sealed record Picture(string File, string Raw, bool IsLossy);
}
