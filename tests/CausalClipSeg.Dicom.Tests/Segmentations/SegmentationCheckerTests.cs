using CausalClipSeg.Dicom.Segmentations;
using CausalClipSeg.Tests;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

/// <summary>Faults planted one by one into a good segmentation.</summary>
public sealed class SegmentationCheckerTests
{
    private readonly DicomDataset _source = Radiograph();
    private readonly DicomDataset _seg;

    public SegmentationCheckerTests() => _seg = SegmentationBuilder.Build(_source, Content(Segment("One", Mask(1)), Segment("Two", Mask(2)))).Dataset;

    [Theory]
    [InlineData(SegmentationProfile.Strict)]
    [InlineData(SegmentationProfile.Viewer)]
    public void What_we_build_has_no_problem(SegmentationProfile profile)
    {
        var seg = SegmentationBuilder.Build(_source, Content(Segment("One", Mask(1))) with { Profile = profile }).Dataset;
        SegmentationChecker.Check(seg, [_source], [[new SegmentMask(11, 13, Mask(1))]]).ShouldBeEmpty();
    }

    [Fact]
    public void Highdicoms_segmentation_lacks_only_the_colour()
    {
        var seg = DicomFile.Open(SharedData.Require("data/dicom/seg/highdicom-seg_image_cr_binary.dcm")).Dataset;
        SegmentationChecker.Check(seg).Select(problem => problem.Code).ShouldBe(["segment-colour"]);
    }

    [Fact]
    public void A_wrong_derivation_code_is_found() =>
        Found("derivation-code", () => Frame(0).GetSequence(DicomTag.DerivationImageSequence).Items[0].AddOrUpdate(Codes.SourceImage.ToSequence(DicomTag.DerivationCodeSequence)));

    [Fact]
    public void A_wrong_purpose_of_reference_is_found() =>
        Found("purpose-code", () => SourceImage().AddOrUpdate(Codes.Segmentation.ToSequence(DicomTag.PurposeOfReferenceCodeSequence)));

    [Fact]
    public void A_source_missing_from_the_referenced_series_is_found() =>
        Found("reference-not-listed", () => SourceImage().AddOrUpdate(DicomTag.ReferencedSOPInstanceUID, "1.2.3.4"));

    [Fact]
    public void A_source_that_was_not_given_is_found() =>
        Found("unknown-source", () => SourceImage().AddOrUpdate(DicomTag.ReferencedSOPInstanceUID, "1.2.3.4"));

    [Fact]
    public void A_missing_list_of_references_is_found() => Found("no-referenced-series", () => _seg.Remove(DicomTag.ReferencedSeriesSequence));

    [Fact]
    public void A_frame_without_derivation_is_found() => Found("no-derivation", () => Frame(1).Remove(DicomTag.DerivationImageSequence));

    [Fact]
    public void An_invented_frame_of_reference_is_found() => Found("invented-frame-of-reference", () => _seg.AddOrUpdate(DicomTag.FrameOfReferenceUID, "1.2.3"));

    [Fact]
    public void A_reused_series_is_found() => Found("source-series-reused", () => _seg.AddOrUpdate(DicomTag.SeriesInstanceUID, SeriesUid));

    [Fact]
    public void A_reused_instance_uid_is_found() => Found("source-uid-reused", () => _seg.AddOrUpdate(DicomTag.SOPInstanceUID, ImageUid));

    [Fact]
    public void Another_study_is_found() => Found("other-study", () => _seg.AddOrUpdate(DicomTag.StudyInstanceUID, "1.2.3"));

    [Fact]
    public void Another_patient_is_found() => Found("other-patient", () => _seg.AddOrUpdate(DicomTag.PatientID, "P18"));

    [Fact]
    public void A_missing_algorithm_identification_is_found() =>
        Found("algorithm-identification", () => SegmentItem(0).Remove(DicomTag.SegmentationAlgorithmIdentificationSequence));

    [Fact]
    public void Another_size_than_the_sources_is_found() => Found("size", () => _source.AddOrUpdate(DicomTag.Rows, (ushort)10));

    [Fact]
    public void A_missing_colour_is_found() => Found("segment-colour", () => SegmentItem(1).Remove(DicomTag.RecommendedDisplayCIELabValue));

    [Fact]
    public void A_lonely_tracking_id_is_found() => Found("tracking", () => SegmentItem(0).Remove(DicomTag.TrackingUID));

    [Fact]
    public void A_retired_code_is_found() =>
        Found("retired-code", () => SegmentItem(0).AddOrUpdate(new CodedConcept("M-01000", "SRT", "Old").ToSequence(DicomTag.SegmentedPropertyCategoryCodeSequence)));

    [Fact]
    public void A_segment_without_frame_is_found() =>
        Found("segment-without-frame", () => Frame(1).GetSequence(DicomTag.SegmentIdentificationSequence).Items[0].AddOrUpdate(DicomTag.ReferencedSegmentNumber, (ushort)1));

    [Fact]
    public void Pixel_data_with_padded_frames_are_found() => Found("pixel-data-length", () => _seg.AddOrUpdate(new DicomOtherByte(DicomTag.PixelData, new byte[40])));

    [Fact]
    public void An_empty_segment_is_found() => Found("empty-segment", () => _seg.AddOrUpdate(new DicomOtherByte(DicomTag.PixelData, new byte[36])));

    [Fact]
    public void Missing_equipment_is_found() => Found("equipment-incomplete", () => _seg.Remove(DicomTag.DeviceSerialNumber));

    [Fact]
    public void Missing_dimension_values_are_found() => Found("dimension-values", () => Frame(0).Remove(DicomTag.FrameContentSequence));

    [Fact]
    public void A_flipped_mask_is_found()
    {
        var flipped = Mask(1);
        for (var row = 0; row < 11; row++) Array.Reverse(flipped, row * 13, 13);
        var seg = SegmentationBuilder.Build(_source, Content(Segment("One", flipped))).Dataset;
        SegmentationChecker.Check(seg, [_source], [[new SegmentMask(11, 13, Mask(1))]]).Select(problem => problem.Code).ShouldBe(["mask-differs"]);
    }

    private void Found(string code, Action plant)
    {
        SegmentationChecker.Check(_seg, _source).ShouldBeEmpty();
        plant();
        SegmentationChecker.Check(_seg, _source).Select(problem => problem.Code).ShouldContain(code);
    }

    private DicomDataset Frame(int index) => _seg.GetSequence(DicomTag.PerFrameFunctionalGroupsSequence).Items[index];

    private DicomDataset SegmentItem(int index) => _seg.GetSequence(DicomTag.SegmentSequence).Items[index];

    private DicomDataset SourceImage() => Frame(0).GetSequence(DicomTag.DerivationImageSequence).Items[0].GetSequence(DicomTag.SourceImageSequence).Items[0];
}
