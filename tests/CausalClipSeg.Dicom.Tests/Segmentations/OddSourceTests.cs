using CausalClipSeg.Dicom.Companions;
using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Dicom.KeyObjects;
using CausalClipSeg.Dicom.Segmentations;
using FellowOakDicom;
using static CausalClipSeg.Dicom.Tests.Segmentations.SampleSegmentation;

namespace CausalClipSeg.Dicom.Tests.Segmentations;

/// <summary>Sources with values that no standard allows and many archives hold: they are segmented, and what refers to them is written.</summary>
public sealed class OddSourceTests
{
    private const string LeadingZero = "1.2.826.0.1.3680043.8.498.0123.45";

    public static TheoryData<string, Action<DicomDataset>> Oddities => new()
    {
        { "SOP Instance UID", source => source.AddOrUpdate(DicomTag.SOPInstanceUID, LeadingZero) },
        { "Series Instance UID", source => source.AddOrUpdate(DicomTag.SeriesInstanceUID, LeadingZero) },
        { "Study Instance UID", source => source.AddOrUpdate(DicomTag.StudyInstanceUID, LeadingZero) },
        { "UID of 70 characters", source => source.AddOrUpdate(DicomTag.SOPInstanceUID, "1.2." + new string('3', 66)) },
        { "ratio of 21 characters", source => Lossy(source, "10.123456789012345678") },
        { "ratio in words", source => Lossy(source, "unknown") },
        { "several ratios", source => Lossy(source, "10.12345678901234567", "2") },
        { "no number of frames", source => source.AddOrUpdate(DicomTag.NumberOfFrames, 0) },
        { "orientation in small letters", source => source.AddOrUpdate(DicomTag.PatientOrientation, "l", "f") },
        { "orientation in words", source => source.AddOrUpdate(DicomTag.PatientOrientation, "LEFTWARDS AND A BIT", "F") },
        { "id of 80 characters", source => source.AddOrUpdate(DicomTag.PatientID, new string('7', 80)) },
        { "unknown tag in an item", source => source.AddOrUpdate(new DicomSequence(DicomTag.OtherPatientIDsSequence,
            new DicomDataset { { DicomTag.PatientID, "B2" }, new DicomLongString(new DicomTag(0x0010, 0x00F7), "of tomorrow") })) },
        { "body part in small letters", source => source.AddOrUpdate(DicomTag.BodyPartExamined, "chest (pa)") },
    };

    [Theory]
    [MemberData(nameof(Oddities))]
    public void An_odd_source_is_segmented_and_its_segmentation_passes_the_check(string what, Action<DicomDataset> make)
    {
        var source = Odd(make);
        var file = SegmentationBuilder.Build(source, Content(Segment("One", Mask(1))));
        var seg = Reopen(file);
        SegmentationChecker.Check(seg, [source], [[new SegmentMask(11, 13, Mask(1))]]).ShouldBeEmpty(what);
        seg.GetSequence(DicomTag.ReferencedSeriesSequence).Items[0].GetSequence(DicomTag.ReferencedInstanceSequence).Items[0]
            .GetString(DicomTag.ReferencedSOPInstanceUID).ShouldBe(source.GetString(DicomTag.SOPInstanceUID));
    }

    [Theory]
    [MemberData(nameof(Oddities))]
    public void An_odd_source_has_the_same_companions_and_rejection_as_others(string what, Action<DicomDataset> make)
    {
        var source = Odd(make);
        var seg = SegmentationBuilder.Build(source, Content(Segment("One", Mask(1)))).Dataset;
        var picture = Reopen(SecondaryCaptureBuilder.Build(source, new DisplayImage(11, 13, new float[11 * 13]), [Segment("One", Mask(1))], Identity("sc")));
        picture.GetSequence(DicomTag.SourceImageSequence).Items[0].GetString(DicomTag.ReferencedSOPInstanceUID).ShouldBe(source.GetString(DicomTag.SOPInstanceUID), what);
        var report = Reopen(FindingsReportBuilder.Build(source, seg, [Segment("One", Mask(1))], Identity("sr")));
        Evidence(report, DicomTag.CurrentRequestedProcedureEvidenceSequence).ShouldBe(source.GetString(DicomTag.SeriesInstanceUID), what);
        var note = Reopen(RejectionNote.Build(source, Rejection()));
        Evidence(note, DicomTag.CurrentRequestedProcedureEvidenceSequence).ShouldBe(source.GetString(DicomTag.SeriesInstanceUID), what);
    }

    [Fact]
    public void A_ratio_with_too_many_digits_is_rounded()
    {
        var seg = SegmentationBuilder.Build(Odd(source => Lossy(source, "10.123456789012345678", "2")), Content(Segment("One", Mask(1)))).Dataset;
        seg.GetValues<string>(DicomTag.LossyImageCompressionRatio).ShouldBe(["10.123457", "2"]);
    }

    /// <summary>An identity that came as bytes is copied as nothing, and nothing is not the same patient.</summary>
    [Fact]
    public void A_patient_whose_id_cannot_be_read_is_nobodys_segmentation()
    {
        var source = Radiograph().AddOrUpdate(new DicomOtherByte(DicomTag.PatientID, "P00001"u8.ToArray())).AddOrUpdate(new DicomOtherByte(DicomTag.PatientName, "Doe^Jane"u8.ToArray()));
        var seg = SegmentationBuilder.Build(source, Content(Segment("One", Mask(1)))).Dataset;
        seg.GetString(DicomTag.PatientID).ShouldBe("");
        seg.GetString(DicomTag.PatientName).ShouldBe("");
        SegmentationChecker.Check(seg, [source]).Select(problem => problem.Code).ShouldBe(["other-patient"]);
    }

    [Theory]
    [InlineData("P17", "")]
    [InlineData("", "P17")]
    [InlineData("P17", "P17\\P18")]
    [InlineData("P17\\P18", "P17\\P19")]
    public void Ids_that_differ_are_two_patients(string theirs, string ours)
    {
        var seg = SegmentationBuilder.Build(Odd(source => source.AddOrUpdate(DicomTag.PatientID, theirs)), Content(Segment("One", Mask(1)))).Dataset;
        seg.NotValidated().AddOrUpdate(DicomTag.PatientID, ours);
        SegmentationChecker.Check(seg, [Odd(source => source.AddOrUpdate(DicomTag.PatientID, theirs))]).Select(problem => problem.Code).ShouldBe(["other-patient"]);
    }

    private static DicomDataset Odd(Action<DicomDataset> make)
    {
        var source = Radiograph().NotValidated();
        make(source);
        return source;
    }

    private static void Lossy(DicomDataset source, params string[] ratios) => source
        .AddOrUpdate(DicomTag.LossyImageCompression, "01")
        .AddOrUpdate(DicomTag.LossyImageCompressionRatio, ratios)
        .AddOrUpdate(DicomTag.LossyImageCompressionMethod, "ISO_10918_1");

    private static string Evidence(DicomDataset document, DicomTag tag) =>
        document.GetSequence(tag).Items[0].GetSequence(DicomTag.ReferencedSeriesSequence).Items[0].GetString(DicomTag.SeriesInstanceUID);

    private static DicomDataset Reopen(DicomFile file) => DicomFile.Open(new MemoryStream(Bytes(file))).Dataset;
}
