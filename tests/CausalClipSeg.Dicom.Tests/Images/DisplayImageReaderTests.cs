using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Images;

public sealed class DisplayImageReaderTests
{
    private const float Exact = 1e-6f;

    [Fact]
    public void Eight_bits_without_a_window_are_shown_as_they_are() =>
        ShouldShow(SampleImage.Of([0, 51, 255], 8, 8), 0, 0.2f, 1);

    [Fact]
    public void Monochrome1_is_inverted() => ShouldShow(SampleImage.Of([0, 51, 255], 8, 8, photometric: "MONOCHROME1"), 1, 0.8f, 0);

    [Fact]
    public void Monochrome1_with_shape_inverse_is_inverted_once()
    {
        var image = SampleImage.Of([0, 51, 255], 8, 8, photometric: "MONOCHROME1");
        image.Add(DicomTag.PresentationLUTShape, "INVERSE");
        ShouldShow(image, 1, 0.8f, 0);
    }

    [Fact]
    public void Deeper_images_without_a_window_are_stretched_over_their_values() =>
        ShouldShow(SampleImage.Of([1000, 1500, 2000], 12), 0, 0.5f, 1);

    [Fact]
    public void A_linear_window_is_the_standards_formula()
    {
        var image = Windowed(SampleImage.Of([0, 2047, 2048, 4095], 12), 2048, 4096);
        ShouldShow(image, 0, 2047f / 4095, 2048f / 4095, 1);
    }

    [Fact]
    public void A_window_of_width_one_is_a_threshold() => ShouldShow(Windowed(SampleImage.Of([99, 100, 101], 12), 100, 1), 0, 1, 1);

    [Fact]
    public void An_exact_window_and_a_sigmoid_are_told_apart()
    {
        ShouldShow(Windowed(SampleImage.Of([50, 100, 150], 12), 100, 200, "LINEAR_EXACT"), 0.25f, 0.5f, 0.75f);
        ShouldShow(Windowed(SampleImage.Of([50, 100, 150], 12), 100, 200, "SIGMOID"), 1 / (1 + MathF.E), 0.5f, 1 / (1 + 1 / MathF.E));
    }

    [Fact]
    public void Rescaled_values_are_what_the_window_means()
    {
        var image = Windowed(SampleImage.Of([0, 1024, 2048], 12), 0, 2049);
        image.Add(DicomTag.RescaleSlope, 1m).Add(DicomTag.RescaleIntercept, -1024m);
        ShouldShow(image, 0.5f - 1023.5f / 2048, 0.5f + 0.5f / 2048, 1);
    }

    /// <summary>A number that is none is as good as absent.</summary>
    [Theory]
    [InlineData("NaN", "4096", "1", "0")]
    [InlineData("2048", "Infinity", "1", "0")]
    [InlineData("NaN", "NaN", "NaN", "NaN")]
    [InlineData("1e999", "1", "-1e999", "-Infinity")]
    [InlineData("", "", "nan", "inf")]
    public void Without_numbers_a_window_and_a_rescaling_do_nothing(string centre, string width, string slope, string intercept)
    {
        var image = SampleImage.Of([0, 51, 255], 8, 8).NotValidated();
        image.Add(DicomTag.WindowCenter, centre).Add(DicomTag.WindowWidth, width).Add(DicomTag.RescaleSlope, slope).Add(DicomTag.RescaleIntercept, intercept);
        ShouldShow(image, 0, 0.2f, 1);
    }

    [Fact]
    public void Numbers_beyond_all_measure_are_never_shown_as_no_number()
    {
        var image = SampleImage.Of([0, 51, 255], 8).NotValidated();
        image.Add(DicomTag.RescaleSlope, "1e308").Add(DicomTag.RescaleIntercept, "-1e308");
        DisplayImageReader.Read(image).Value.Pixels.ShouldAllBe(pixel => pixel >= 0 && pixel <= 1);
    }

    [Fact]
    public void Signed_values_keep_their_sign() =>
        ShouldShow(SampleImage.Of([0x0F00, 0x0000, 0x0100], 12, isSigned: true), 0, 0.5f, 1);

    [Fact]
    public void Overlay_bits_above_the_stored_ones_are_masked() =>
        ShouldShow(Windowed(SampleImage.Of([0xF000, 0x1800, 0x0FFF], 12), 2048, 4096), 0, 2048f / 4095, 1);

    [Fact]
    public void Values_in_the_upper_bits_are_shifted_down()
    {
        var image = Windowed(SampleImage.Of([0x0000, 0x8000, 0xFFF0], 12), 2048, 4096);
        image.AddOrUpdate(DicomTag.HighBit, (ushort)15);
        ShouldShow(image, 0, 2048f / 4095, 1);
    }

    [Fact]
    public void Padding_is_black_and_no_part_of_the_range()
    {
        var image = SampleImage.Of([0, 1000, 1500, 2000], 12, photometric: "MONOCHROME1");
        image.Add(DicomTag.PixelPaddingValue, (ushort)0);
        ShouldShow(image, 0, 1, 0.5f, 0);
    }

    [Fact]
    public void A_table_of_values_of_interest_goes_before_the_window()
    {
        var image = Windowed(SampleImage.Of([9, 10, 11, 12, 13], 12), 11, 2);
        image.Add(new DicomSequence(DicomTag.VOILUTSequence, new DicomDataset
        {
            { DicomVR.US, DicomTag.LUTDescriptor, (ushort)3, (ushort)10, (ushort)16 },
            { DicomVR.US, DicomTag.LUTData, (ushort)0, (ushort)13107, (ushort)65535 },
        }));
        ShouldShow(image, 0, 0, 0.2f, 1, 1);
    }

    [Fact]
    public void Colour_is_shown_by_its_luminance()
    {
        var image = SampleImage.Of([255, 0, 0, 0, 255, 0], 8, 8, photometric: "RGB");
        image.AddOrUpdate(DicomTag.SamplesPerPixel, (ushort)3).AddOrUpdate(DicomTag.Columns, (ushort)2).AddOrUpdate(DicomTag.PlanarConfiguration, (ushort)0);
        ShouldShow(image, 0.299f, 0.587f);
    }

    [Fact]
    public void An_object_without_pixels_is_refused_with_its_name()
    {
        var report = new DicomDataset { { DicomTag.SOPClassUID, DicomUID.BasicTextSRStorage } };
        var refusal = DisplayImageReader.Read(report).Refusal.ShouldNotBeNull();
        refusal.Kind.ShouldBe(ImageRefusalKind.NotAnImage);
        refusal.Reason.ShouldBe("The instance (Basic Text SR Storage) holds no Pixel Data (7FE0,0010); send an image.");
    }

    [Fact]
    public void Pixels_that_end_early_are_refused()
    {
        var image = SampleImage.Of([1, 2, 3, 4], 8, 8);
        image.AddOrUpdate(DicomTag.Rows, (ushort)2);
        DisplayImageReader.Read(image).Refusal.ShouldNotBeNull().Reason.ShouldBe(
            "The image is damaged: its Pixel Data ends after 4 bytes where at least 8 are needed for 1 frame(s) of 2 x 4 pixels; send it again from its source.");
    }

    [Fact]
    public void A_series_of_frames_is_not_a_radiograph()
    {
        var image = SampleImage.Of([1, 2], 8, 8);
        image.Add(DicomTag.NumberOfFrames, 7);
        DisplayImageReader.Read(image).Refusal.ShouldNotBeNull().Reason.ShouldBe("The image cannot be shown as a radiograph: it holds 7 frames; send single-frame images.");
    }

    private static DicomDataset Windowed(DicomDataset image, decimal centre, decimal width, string? function = null)
    {
        image.Add(DicomTag.WindowCenter, centre).Add(DicomTag.WindowWidth, width);
        return function is null ? image : image.Add(DicomTag.VOILUTFunction, function);
    }

    private static void ShouldShow(DicomDataset image, params float[] brightness)
    {
        var pixels = DisplayImageReader.Read(image).Value.Pixels;
        pixels.Length.ShouldBe(brightness.Length);
        for (var i = 0; i < pixels.Length; i++) pixels[i].ShouldBe(brightness[i], Exact, $"pixel {i}");
    }
}
