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
    [InlineData("L", "", "PA", RadiographView.PosteroAnterior, ViewerSide.Right, Upright.Unknown)]
    [InlineData("L", "P", "PA", RadiographView.PosteroAnterior, ViewerSide.Unknown, Upright.Unknown)]
    [InlineData("R", "L", "AP", RadiographView.AnteroPosterior, ViewerSide.Unknown, Upright.Unknown)]
    [InlineData("", "F", "PA", RadiographView.PosteroAnterior, ViewerSide.Unknown, Upright.HeadUp)]
    public void Rows_and_columns_tell_where_the_patients_left_lies(string row, string column, string view, RadiographView expected, ViewerSide left, Upright upright)
    {
        var orientation = RadiographOrientation.Read(Radiograph(view, row, column));
        (orientation.View, orientation.PatientLeft, orientation.Upright).ShouldBe((expected, left, upright));
    }

    [Theory]
    [InlineData]
    [InlineData("", "")]
    [InlineData(" ", "")]
    public void Without_patient_orientation_no_side_is_known(params string[] letters)
    {
        var orientation = RadiographOrientation.Read(Radiograph("PA", letters));
        (orientation.PatientLeft, orientation.StatesOrientation).ShouldBe((ViewerSide.Unknown, false));
        orientation.Reason.ShouldBe(
            "Patient Orientation (0020,0020) is absent, so the side of the patient's left is not known; let the modality fill it, or configure the site to trust View Position (0018,5101).");
    }

    [Theory]
    [InlineData("Patient Orientation (0020,0020) is F\\R: the picture is turned, and its rows do not run between the patient's sides; turn it at the modality.", "F", "R")]
    [InlineData("Patient Orientation (0020,0020) is H\\L: the picture is turned, and its rows do not run between the patient's sides; turn it at the modality.", "H", "L")]
    [InlineData("Patient Orientation (0020,0020) is A\\F: the picture is turned, and its rows do not run between the patient's sides; turn it at the modality.", "A", "F")]
    [InlineData("Patient Orientation (0020,0020) is L\\P: its rows run between the patient's sides, but its columns not between head and feet; correct it at the modality.", "L", "P")]
    [InlineData("Patient Orientation (0020,0020) is L, where it has to name the direction of the rows and that of the columns, such as L\\F; correct it at the modality.", "L")]
    [InlineData("Patient Orientation (0020,0020) is \\F, where it has to name the direction of the rows and that of the columns, such as L\\F; correct it at the modality.", "", "F")]
    [InlineData("Patient Orientation (0020,0020) is l\\f, where it has to name the direction of the rows and that of the columns, such as L\\F; correct it at the modality.", "l", "f")]
    [InlineData("Patient Orientation (0020,0020) is L\\F\\A, where it has to name the direction of the rows and that of the columns, such as L\\F; correct it at the modality.", "L", "F", "A")]
    public void What_contradicts_a_frontal_picture_is_stated_and_named(string reason, params string[] letters)
    {
        var orientation = RadiographOrientation.Read(Radiograph("PA", letters));
        (orientation.PatientLeft, orientation.StatesOrientation, orientation.Reason).ShouldBe((ViewerSide.Unknown, true, reason));
    }

    [Fact]
    public void A_view_can_be_coded()
    {
        var radiograph = Radiograph("");
        radiograph.Add(new DicomSequence(DicomTag.ViewCodeSequence, new DicomDataset { { DicomTag.CodeValue, "399348003" }, { DicomTag.CodingSchemeDesignator, "SCT" } }));
        RadiographOrientation.Read(radiograph).View.ShouldBe(RadiographView.AnteroPosterior);
    }

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
        return orientation.Length == 0 ? dataset : dataset.NotValidated().Add(DicomTag.PatientOrientation, orientation);
    }
}
