using CausalClipSeg.Dicom;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Model;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.Inference;

/// <summary>The picture that the network is asked about, and how bright it is.</summary>
internal sealed record CasePicture(GrayImage Image, (double Mean, double Deviation) Brightness)
{
    /// <summary>What lies in the store was read once; what cannot be read from it now is a refusal all the same.</summary>
    public static async Task<ImageResult<CasePicture>> ReadAsync(string path)
    {
        try
        {
            var file = await DicomFiles.OpenAsync(path, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
            if (!DisplayImageReader.Read(file.Dataset).TryGet(out var shown, out var refusal))
                return refusal;
            var image = new GrayImage(shown.Rows, shown.Columns, shown.Pixels);
            var brightness = image.Brightness();
            return double.IsFinite(brightness.Deviation) ? new CasePicture(image, brightness) : new ImageRefusal(ImageRefusalKind.Damaged,
                "The image's grey values come out as no numbers; look into its Rescale Slope, Rescale Intercept and Window (0028,1050) to (0028,1053), and send it again as a new image.");
        }
        catch (Exception damaged) when (damaged is DicomException or FileNotFoundException or DirectoryNotFoundException)
        {
            return new ImageRefusal(ImageRefusalKind.Damaged, $"The image cannot be read from the store: {damaged.Message.TrimEnd('.')}. See that Storage:Root is whole, then retry the case.");
        }
    }
}
