using CausalClipSeg.Dicom.Images;
using FellowOakDicom.Imaging;
using FellowOakDicom.Imaging.Codec;

namespace CausalClipSeg.Dicom.Codecs;

/// <summary>fo-dicom's view of pixel data as the layout that the codecs work on.</summary>
internal static class PixelDataLayout
{
    public static PixelLayout Layout(this DicomPixelData pixels) =>
        PixelLayout.Read(pixels.Dataset).TryGet(out var layout, out var refusal) ? layout : throw new DicomCodecException(refusal.Reason);
}
