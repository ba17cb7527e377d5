using FellowOakDicom;

namespace CausalClipSeg.Dicom.Images;

/// <summary>The brightness of colours that stand in a palette (PS3.3 C.7.9).</summary>
internal sealed class PaletteLuminance
{
    private readonly PixelLayout _layout;
    private readonly LookupTable _red;
    private readonly LookupTable _green;
    private readonly LookupTable _blue;

    private PaletteLuminance(PixelLayout layout, LookupTable red, LookupTable green, LookupTable blue) =>
        (_layout, _red, _green, _blue) = (layout, red, green, blue);

    public static PaletteLuminance? Read(DicomDataset dataset, PixelLayout layout)
    {
        var red = LookupTable.Read(dataset, DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData, layout.IsSigned);
        var green = LookupTable.Read(dataset, DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData, layout.IsSigned);
        var blue = LookupTable.Read(dataset, DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData, layout.IsSigned);
        return red is null || green is null || blue is null ? null : new PaletteLuminance(layout, red, green, blue);
    }

    public float[] Render(byte[] samples)
    {
        var values = new StoredValues(_layout, samples);
        var pixels = new float[_layout.PixelsPerFrame];
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = values[i];
            pixels[i] = (float)((0.299 * _red[value] + 0.587 * _green[value] + 0.114 * _blue[value]) / _red.Maximum);
        }

        return pixels;
    }
}
