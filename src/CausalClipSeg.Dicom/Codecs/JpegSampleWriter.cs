using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CausalClipSeg.Dicom.Images;
using JpegLibrary;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>Puts the 8 x 8 blocks that the JPEG decoder delivers where their pixels belong.</summary>
internal sealed class JpegSampleWriter(byte[] samples, PixelLayout layout, int precision) : JpegBlockOutputWriter
{
    private const int BlockSize = 8;
    private readonly int _maximum = (1 << precision) - 1;

    public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
    {
        if (componentIndex >= layout.SamplesPerPixel || x >= layout.Columns || y >= layout.Rows) return;
        var width = Math.Min(BlockSize, layout.Columns - x);
        var height = Math.Min(BlockSize, layout.Rows - y);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var pixel = (y + row) * layout.Columns + x + column;
                Write(pixel * layout.SamplesPerPixel + componentIndex, Unsafe.Add(ref blockRef, row * BlockSize + column));
            }
        }
    }

    private void Write(int position, short value)
    {
        // At 16 bits the block's shorts are the bit patterns of unsigned samples.
        var sample = precision == 16 ? (ushort)value : Math.Clamp((int)value, 0, _maximum);
        if (layout.BytesPerSample == 1) samples[position] = (byte)sample;
        else BinaryPrimitives.WriteUInt16LittleEndian(samples.AsSpan(position * 2), (ushort)sample);
    }
}
