using System.Text;

namespace CausalClipSeg.Pipeline.Tests.RealPeers;

public sealed class DicomToolTests
{
    [Fact]
    public async Task Dciodvfy_names_the_error_of_a_SEG_without_patient_orientation()
    {
        var verdict = await Dciodvfy.Check(SharedData.Require("data/dicom/seg/highdicom-seg_image_cr_binary.dcm"));

        verdict.InformationObject.ShouldBe("Segmentation");
        verdict.Errors.ShouldBe(["Error - Missing attribute Type 2C Conditional Element=<PatientOrientation> Module=<GeneralImage>"]);
        Should.Throw<ShouldAssertException>(verdict.ShouldBeClean);
    }

    [Fact]
    public async Task What_is_no_DICOM_object_is_never_clean()
    {
        var verdict = await Dciodvfy.Check(Encoding.ASCII.GetBytes("not DICOM"));

        verdict.Errors.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Pydicom_reads_a_SEG_with_its_segments_and_masks()
    {
        var seg = await Pydicom.ReadSeg(SharedData.Require("data/dicom/seg/highdicom-seg_image_cr_binary.dcm"));

        seg.SegmentationType.ShouldBe("BINARY");
        seg.Segments.Select(segment => segment.Number).ShouldBe([1]);
        seg.Frames.ShouldAllBe(frame => frame.Pixels.Length == seg.Rows * seg.Columns && frame.SourceUid.Length > 0);
        seg.Mask(1).Distinct().Order().ShouldBe([(byte)0, (byte)1]);
    }

    [Fact]
    public async Task Dcmtk_tells_the_transfer_syntax_of_a_file()
    {
        var uid = await Dcmtk.TransferSyntax(SharedData.Require("data/dicom/wg04/RG2_JPLL.dcm"));

        uid.ShouldBe("1.2.840.10008.1.2.4.70");
    }
}
