using CausalClipSeg.Dicom.Images;
using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests.Images;

public sealed class RadiographOrientationTests
{
    [Theory]
    [InlineData("L", "F", "PA", RadiographView.PosteroAnterior, ViewerSide.Right, Upright.HeadUp)]
    [InlineData("R", "F", "PA", RadiographView.PosteroAnterior, ViewerSide.Left, Upright.HeadUp)]
    [InlineData("L", "H", "AP", RadiographView.AnteroPosterior, ViewerSide.Right, Upright.HeadDown)]
    [InlineData("LF", "FR", "", RadiographView.Frontal, ViewerSide.Right, Upright.HeadUp)]
    [InlineData("A", "F", "", RadiographView.Lateral, ViewerSide.Unknown, Upright.HeadUp)]
    [InlineData("F", "R", "PA", RadiographView.PosteroAnterior, ViewerSide.Unknown, Upright.Unknown)]
    public void Rows_and_columns_tell_where_the_patients_left_lies(string row, string column, string view, RadiographView expected, ViewerSide left, Upright upright)
    {
        var orientation = RadiographOrientation.Read(Radiograph(view, row, column));
        (orientation.View, orientation.PatientLeft, orientation.Upright).ShouldBe((expected, left, upright));
    }

    [Fact]
    public void Without_patient_orientation_only_custom_gives_a_side()
    {
        var orientation = RadiographOrientation.Read(Radiograph("PA"));
        orientation.PatientLeft.ShouldBe(ViewerSide.Unknown);
        orientation.CustomaryPatientLeft.ShouldBe(ViewerSide.Right);
        orientation.Reason.ShouldBe(
            "Patient Orientation (0020,0020) is absent, so the side of the patient's left is not known; let the modality fill it, or configure the site to trust View Position (0018,5101).");
    }

    [Fact]
    public void Without_any_word_not_even_custom_gives_a_side() =>
        RadiographOrientation.Read(Radiograph("")).CustomaryPatientLeft.ShouldBe(ViewerSide.Unknown);

    [Fact]
    public void A_view_can_be_coded()
    {
        var radiograph = Radiograph("");
        radiograph.Add(new DicomSequence(DicomTag.ViewCodeSequence, new DicomDataset { { DicomTag.CodeValue, "399348003" }, { DicomTag.CodingSchemeDesignator, "SCT" } }));
        RadiographOrientation.Read(radiograph).View.ShouldBe(RadiographView.AnteroPosterior);
    }

    [Fact]
    public void A_turned_picture_says_so() =>
        RadiographOrientation.Read(Radiograph("PA", "F", "R")).Reason.ShouldBe(
            "Patient Orientation (0020,0020) is F\\R: the picture is turned, and its rows do not run between the patient's sides; turn it at the modality.");

    [Fact]
    public void A_lateral_view_has_no_sides() =>
        RadiographOrientation.Read(Radiograph("LL")).Reason.ShouldBe("The radiograph is a lateral view, on which left and right of the patient do not lie apart.");

    [Fact]
    public void A_tomogram_is_not_a_projection()
    {
        var slice = Radiograph("");
        slice.AddOrUpdate(DicomTag.SOPClassUID, DicomUID.CTImageStorage);
        var orientation = RadiographOrientation.Read(slice);
        orientation.IsProjectionRadiograph.ShouldBeFalse();
        orientation.Reason.ShouldBe("The instance is not a projection radiograph (CR or DX) but CT Image Storage.");
    }

    private static DicomDataset Radiograph(string view, params string[] orientation)
    {
        var dataset = new DicomDataset { { DicomTag.SOPClassUID, DicomUID.DigitalXRayImageStorageForPresentation }, { DicomTag.ViewPosition, view } };
        return orientation.Length == 0 ? dataset : dataset.Add(DicomTag.PatientOrientation, orientation);
    }
}
