using CausalClipSeg.Dicom.Images;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>Brings samples from a codec's own arrangement into little endian, colour by pixel, at the data set's width.</summary>
internal static class SampleWriter
{
    /// <summary>Planes of colour one after the other become pixels.</summary>
    public static byte[] Interleave(ReadOnlySpan<byte> planes, int pixels, int samplesPerPixel, int bytesPerSample)
    {
        var interleaved = new byte[pixels * samplesPerPixel * bytesPerSample];
        for (var sample = 0; sample < samplesPerPixel; sample++)
        {
            var plane = planes.Slice(sample * pixels * bytesPerSample, pixels * bytesPerSample);
            for (var pixel = 0; pixel < pixels; pixel++)
                plane.Slice(pixel * bytesPerSample, bytesPerSample).CopyTo(interleaved.AsSpan((pixel * samplesPerPixel + sample) * bytesPerSample));
        }

        return interleaved;
    }

    /// <summary>Writes one sample in as many bytes as the data set allocates.</summary>
    public static void Write(Span<byte> samples, int position, int value, PixelLayout layout)
    {
        var bytes = layout.BytesPerSample;
        for (var i = 0; i < bytes; i++) samples[position * bytes + i] = (byte)(value >> Math.Min(31, 8 * i));
    }
}
