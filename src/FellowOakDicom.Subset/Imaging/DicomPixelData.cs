using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.Imaging;

/// <summary>The pixels of a data set (PS3.3 section C.7.6.3, PS3.5 section 8) frame by frame, native or encapsulated.</summary>
public abstract class DicomPixelData
{
    private protected DicomPixelData(DicomDataset dataset)
    {
        Dataset = dataset;
        Syntax = dataset.InternalTransferSyntax;
    }

    public DicomDataset Dataset { get; }

    public DicomTransferSyntax Syntax { get; }

    public ushort Width => Dataset.GetSingleValue<ushort>(DicomTag.Columns);

    public ushort Height => Dataset.GetSingleValue<ushort>(DicomTag.Rows);

    public int NumberOfFrames
    {
        get => Math.Max(1, Dataset.GetSingleValueOrDefault(DicomTag.NumberOfFrames, 1));
        internal set => Dataset.AddOrUpdate(DicomTag.NumberOfFrames, value);
    }

    public ushort BitsAllocated => Dataset.GetSingleValue<ushort>(DicomTag.BitsAllocated);

    public ushort SamplesPerPixel
    {
        get => Dataset.GetSingleValueOrDefault(DicomTag.SamplesPerPixel, (ushort)1);
        set => Dataset.AddOrUpdate(DicomTag.SamplesPerPixel, value);
    }

    public PlanarConfiguration PlanarConfiguration
    {
        get => (PlanarConfiguration)Dataset.GetSingleValueOrDefault(DicomTag.PlanarConfiguration, (ushort)0);
        set => Dataset.AddOrUpdate(DicomTag.PlanarConfiguration, (ushort)value);
    }

    public PhotometricInterpretation PhotometricInterpretation
    {
        get => PhotometricInterpretation.Parse(Dataset.GetSingleValue<string>(DicomTag.PhotometricInterpretation));
        set => Dataset.AddOrUpdate(DicomTag.PhotometricInterpretation, value.Value);
    }

    public int BytesAllocated => BitsAllocated == 1 ? 1 : (BitsAllocated + 7) / 8;

    /// <summary>The bytes of one native frame; bits of a one-bit frame are packed, its last byte filled up.</summary>
    public int UncompressedFrameSize
    {
        get
        {
            var pixels = (long)Width * Height;
            var size = BitsAllocated == 1
                ? (pixels + 7) / 8
                : PhotometricInterpretation == PhotometricInterpretation.YbrFull422 && !Syntax.IsEncapsulated
                    ? pixels * 2 * BytesAllocated
                    : pixels * SamplesPerPixel * BytesAllocated;
            return size <= int.MaxValue
                ? (int)size
                : throw new DicomImagingException($"A frame of {Width} x {Height} pixels needs {size} bytes; frames of 2 GB or more are not supported.");
        }
    }

    /// <summary>The pixels of a data set; or, with <paramref name="newPixelData"/>, an empty start to add frames to.</summary>
    public static DicomPixelData Create(DicomDataset dataset, bool newPixelData = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (newPixelData) return CreateNew(dataset);
        return dataset.GetDicomItem<DicomItem>(DicomTag.PixelData) switch
        {
            DicomFragmentSequence fragments => new EncapsulatedPixelData(dataset, fragments),
            DicomElement element => new NativePixelData(dataset, element.Buffer),
            _ => throw new DicomImagingException("The data set holds no Pixel Data (7fe0,0010), so it has no frames."),
        };
    }

    public abstract IByteBuffer GetFrame(int frame);

    /// <summary>Appends a frame and counts it in Number of Frames (0028,0008).</summary>
    public abstract void AddFrame(IByteBuffer data);

    private protected void CheckFrame(int frame)
    {
        if (frame < 0 || frame >= NumberOfFrames)
            throw new ArgumentOutOfRangeException(nameof(frame), $"The image has {NumberOfFrames} frames; there is none at index {frame}.");
    }

    private static DicomPixelData CreateNew(DicomDataset dataset)
    {
        dataset.AddOrUpdate(DicomTag.NumberOfFrames, 0);
        if (!dataset.InternalTransferSyntax.IsEncapsulated) return new NativePixelData(dataset, EmptyBuffer.Value);
        var fragments = new DicomOtherByteFragment(DicomTag.PixelData);
        dataset.AddOrUpdate(fragments);
        return new EncapsulatedPixelData(dataset, fragments);
    }
}
