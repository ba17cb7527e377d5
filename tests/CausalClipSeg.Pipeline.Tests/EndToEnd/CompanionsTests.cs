using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;

namespace CausalClipSeg.Tests;

/// <summary>What goes along with a SEG where the site asks for it.</summary>
public sealed class CompanionsTests
{
    private static readonly SyntheticCase Case = new(33, 256, 256) { LeftZones = LungZones.Lower };

    [Fact]
    public async Task A_site_gets_a_picture_and_a_structured_report_with_each_segmentation()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(("Pacs:SecondaryCapture", "true"), ("Pacs:StructuredReport", "true"));
        await pipeline.SendImage(Case);
        await pipeline.SendReport(SyntheticHl7.Encode(Case));
        (await pipeline.CaseAtRest(SyntheticStudy.Of(Case).SopInstanceUid)).State.ShouldBe(CaseState.Delivered);

        var results = Directory.GetFiles(Path.Combine(pipeline.Root, "results"), "*.dcm", SearchOption.AllDirectories).Select(path => DicomFile.Open(path).Dataset).ToList();
        results.Select(result => result.GetString(DicomTag.Modality)).Order().ShouldBe(["OT", "SEG", "SR"]);
        results.Select(result => result.GetString(DicomTag.StudyInstanceUID)).Distinct().ShouldHaveSingleItem();
        results.Select(result => result.GetString(DicomTag.SeriesInstanceUID)).Distinct().Count().ShouldBe(3);
        var segmentation = results.Single(result => result.GetString(DicomTag.Modality) == "SEG").GetString(DicomTag.SOPInstanceUID);
        var evidence = results.Single(result => result.GetString(DicomTag.Modality) == "SR").GetSequence(DicomTag.CurrentRequestedProcedureEvidenceSequence).Items[0]
            .GetSequence(DicomTag.ReferencedSeriesSequence).Items.Select(series => series.GetSequence(DicomTag.ReferencedSOPSequence).Items[0].GetString(DicomTag.ReferencedSOPInstanceUID));
        evidence.ShouldContain(segmentation);
    }
}
