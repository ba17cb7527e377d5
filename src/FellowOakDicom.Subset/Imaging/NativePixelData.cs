using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom.Imaging;

/// <summary>Frames one after the other (PS3.5 section 8.1); one-bit frames without padding between them.</summary>
internal sealed class NativePixelData(DicomDataset dataset, IByteBuffer buffer) : DicomPixelData(dataset)
{
    private readonly List<IByteBuffer> _added = [];
    private byte[] _bits = [];

    private IByteBuffer Buffer { get; set; } = buffer;

    public override IByteBuffer GetFrame(int frame)
    {
        CheckFrame(frame);
        if (BitsAllocated == 1 && PixelsPerFrame % 8 != 0) return UnpackFrame(frame);
        var size = UncompressedFrameSize;
        var offset = (long)frame * size;
        return offset + size <= Buffer.Size ? new RangeByteBuffer(Buffer, offset, size) : throw TooShort(frame, offset + size);
    }

    public override void AddFrame(IByteBuffer data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var count = Dataset.GetSingleValueOrDefault(DicomTag.NumberOfFrames, 0);
        if (BitsAllocated == 1 && PixelsPerFrame % 8 != 0)
        {
            AppendBits(data.Span(), count * PixelsPerFrame);
            Buffer = new MemoryByteBuffer(_bits);
        }
        else
        {
            _added.Add(data);
            Buffer = _added.Count == 1 ? data : new CompositeByteBuffer(_added);
        }

        NumberOfFrames = count + 1;
        var vr = BitsAllocated > 8 ? DicomVR.OW : DicomVR.OB;
        Dataset.AddOrUpdate(ItemFactory.FromBuffer(vr, DicomTag.PixelData, EvenLengthBuffer.Create(Buffer)));
    }

    private long PixelsPerFrame => (long)Width * Height * SamplesPerPixel;

    private MemoryByteBuffer UnpackFrame(int frame)
    {
        var firstBit = frame * PixelsPerFrame;
        var lastBit = firstBit + PixelsPerFrame;
        if ((lastBit + 7) / 8 > Buffer.Size) throw TooShort(frame, (lastBit + 7) / 8);
        var packed = new byte[((lastBit + 7) / 8) - (firstBit / 8)];
        Buffer.GetByteRange(firstBit / 8, packed.Length, packed);
        var shift = (int)(firstBit % 8);
        var result = new byte[UncompressedFrameSize];
        for (var i = 0; i < result.Length; i++)
        {
            var high = i + 1 < packed.Length ? packed[i + 1] << 8 : 0;
            result[i] = (byte)((packed[i] | high) >> shift);
        }

        var used = (int)(PixelsPerFrame % 8);
        result[^1] &= (byte)((1 << used) - 1);
        return new MemoryByteBuffer(result);
    }

    private void AppendBits(ReadOnlySpan<byte> frame, long firstBit)
    {
        var needed = (int)((firstBit + PixelsPerFrame + 7) / 8);
        Array.Resize(ref _bits, needed);
        for (var i = 0L; i < PixelsPerFrame; i++)
        {
            if ((frame[(int)(i >> 3)] >> (int)(i & 7) & 1) != 0) _bits[(firstBit + i) >> 3] |= (byte)(1 << (int)((firstBit + i) & 7));
        }
    }

    private DicomImagingException TooShort(int frame, long needed) =>
        new($"Frame {frame + 1} of {NumberOfFrames} ends at byte {needed} of Pixel Data (7fe0,0010), which holds only {Buffer.Size}; the image was cut short.");
}
