using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>How the samples of an image lie in its Pixel Data: the Image Pixel module (PS3.3 C.7.6.3).</summary>
public sealed record PixelLayout
{
    // 65,535 x 65,535 pixels can be claimed in a few bytes; no radiograph comes near this.
    private const long MaximumFrameBytes = 1L << 29;

    public required int Rows { get; init; }

    public required int Columns { get; init; }

    public required int Frames { get; init; }

    public required int SamplesPerPixel { get; init; }

    public required int BitsAllocated { get; init; }

    public required int BitsStored { get; init; }

    public required int HighBit { get; init; }

    public required bool IsSigned { get; init; }

    /// <summary>True where the file keeps a plane of each colour one after the other (Planar Configuration 1).</summary>
    public required bool IsPlanar { get; init; }

    public required string PhotometricInterpretation { get; init; }

    public int BytesPerSample => (BitsAllocated + 7) / 8;

    public int PixelsPerFrame => Rows * Columns;

    public int SamplesPerFrame => PixelsPerFrame * SamplesPerPixel;

    /// <summary>The size of a frame when every sample takes whole bytes.</summary>
    public int FrameBytes => SamplesPerFrame * BytesPerSample;

    /// <summary>True for native 4:2:2 colour, where two pixels share their chrominance (PS3.3 C.7.6.3.1.2).</summary>
    public bool IsSubsampled => SamplesPerPixel == 3 && PhotometricInterpretation is "YBR_FULL_422" or "YBR_PARTIAL_422";

    public static ImageResult<PixelLayout> Read(DicomDataset dataset)
    {
        if (!dataset.Contains(DicomTag.PixelData)) return NoPixels(dataset);
        if (!dataset.TryGetSingleValue(DicomTag.Rows, out ushort rows) || rows == 0) return Damaged("Rows (0028,0010) is absent or 0");
        if (!dataset.TryGetSingleValue(DicomTag.Columns, out ushort columns) || columns == 0) return Damaged("Columns (0028,0011) is absent or 0");
        var allocated = dataset.GetSingleValueOrDefault<ushort>(DicomTag.BitsAllocated, 0);
        var stored = dataset.GetSingleValueOrDefault(DicomTag.BitsStored, allocated);
        var samples = dataset.GetSingleValueOrDefault<ushort>(DicomTag.SamplesPerPixel, 1);
        if (allocated is not (1 or 8 or 16 or 32 or 64)) return Unsupported($"Bits Allocated (0028,0100) is {allocated}; 1, 8, 16, 32 and 64 are read");
        if (stored == 0 || stored > allocated) return Damaged($"Bits Stored (0028,0101) is {stored} of {allocated} allocated");
        if (samples is not (1 or 3 or 4)) return Unsupported($"Samples per Pixel (0028,0002) is {samples}; 1, 3 and 4 are read");
        if ((long)rows * columns * samples * ((allocated + 7) / 8) > MaximumFrameBytes)
            return Unsupported($"a frame of {rows} x {columns} pixels takes more than {MaximumFrameBytes >> 20} MiB");
        return new PixelLayout
        {
            Rows = rows,
            Columns = columns,
            Frames = Math.Max(1, dataset.GetSingleValueOrDefault(DicomTag.NumberOfFrames, 1)),
            SamplesPerPixel = samples,
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = dataset.GetSingleValueOrDefault(DicomTag.HighBit, (ushort)(stored - 1)),
            IsSigned = dataset.GetSingleValueOrDefault<ushort>(DicomTag.PixelRepresentation, 0) == 1,
            IsPlanar = samples > 1 && dataset.GetSingleValueOrDefault<ushort>(DicomTag.PlanarConfiguration, 0) == 1,
            PhotometricInterpretation = dataset.GetSingleValueOrDefault(DicomTag.PhotometricInterpretation, samples == 1 ? "MONOCHROME2" : "RGB").Trim(),
        };
    }

    private static ImageRefusal NoPixels(DicomDataset dataset)
    {
        var isFloat = dataset.Contains(DicomTag.FloatPixelData) || dataset.Contains(DicomTag.DoubleFloatPixelData);
        var sopClass = DicomUID.Parse(dataset.GetSingleValueOrDefault(DicomTag.SOPClassUID, "1.2.840.10008")).Name;
        return isFloat
            ? Unsupported("its samples are floating point numbers (7FE0,0008 or 7FE0,0009)")
            : new ImageRefusal(ImageRefusalKind.NotAnImage, $"The instance ({sopClass}) holds no Pixel Data (7FE0,0010); send an image.");
    }

    private static ImageRefusal Unsupported(string what) =>
        new(ImageRefusalKind.Unsupported, $"The image is of a kind that is not read: {what}; send it as 8 or 16 bit greyscale or colour.");

    private static ImageRefusal Damaged(string what) =>
        new(ImageRefusalKind.Damaged, $"The image is damaged: {what}; send it again from its source.");
}
