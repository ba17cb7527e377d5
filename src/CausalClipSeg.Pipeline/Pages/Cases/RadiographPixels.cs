using System.Runtime.InteropServices;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Pages;

/// <summary>The radiograph for the browser: the very picture that the network sees, row by row, in 8 bits where the device stored no more, else in 16.</summary>
internal sealed class RadiographPixels(InstanceStore instances)
{
    public const string ContentType = "application/octet-stream";

    public async Task<(byte[]? Pixels, int Bits, string? Problem)> ReadAsync(SourceImage image)
    {
        var path = instances.Full(image.FilePath);
        if (!File.Exists(path))
            return (null, 0, "The radiograph's file is not in the store any more.");
        var dataset = (await DicomFiles.OpenAsync(path, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false)).Dataset;
        if (!DisplayImageReader.Read(dataset).TryGet(out var shown, out var refusal))
            return (null, 0, refusal.Reason);
        return dataset.GetSingleValueOrDefault<ushort>(DicomTag.BitsStored, 16) <= 8 ? (In8Bits(shown.Pixels), 8, null) : (In16Bits(shown.Pixels), 16, null);
    }

    private static byte[] In8Bits(float[] pixels) => Array.ConvertAll(pixels, p => (byte)(p * byte.MaxValue + 0.5f));

    /// <summary>Little endian, as every browser's typed arrays are.</summary>
    private static byte[] In16Bits(float[] pixels)
    {
        var bytes = new byte[2 * pixels.Length];
        var words = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
        for (var i = 0; i < pixels.Length; i++)
            words[i] = (ushort)(pixels[i] * ushort.MaxValue + 0.5f);
        return bytes;
    }
}
