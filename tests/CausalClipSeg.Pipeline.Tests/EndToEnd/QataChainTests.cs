using System.Text.Json;
using CausalClipSeg.Dicom;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>
/// The whole chain with its sides: radiographs of the validation set as CR, each with a report in a radiologist's words (the patient's sides, so the other way
/// round than the caption), judged against what the evaluator gives on the same pictures.
/// </summary>
public sealed class QataChainTests(RealServers servers, ITestOutputHelper output)
{
    private const int Count = 50;

    [Fact]
    public async Task The_SEGs_that_arrive_are_as_good_as_the_evaluator_says_the_model_is()
    {
        var list = SharedData.Require("data/qata-cov19/valid.jsonl");
        var samples = Spread(SampleList.Read(list));
        var (pipeline, _) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        var orthanc = await servers.Orthanc();
        var grammar = ModelBundle.Load(Directory.GetDirectories(RepositoryRoot.Combine("models")).Single()).Manifest.CaptionGrammar;

        var studies = new List<SyntheticStudy>();
        for (var i = 0; i < samples.Count; i++)
            studies.Add(await SendCase(pipeline, samples[i], grammar, i));

        long both = 0, sum = 0;
        for (var i = 0; i < samples.Count; i++)
        {
            var done = await pipeline.CaseAtRest(studies[i].SopInstanceUid, TimeSpan.FromMinutes(3));
            done.State.ShouldBeOneOf([CaseState.Delivered, CaseState.Negative], $"{samples[i].Text}: {done.Reason}");
            (await pipeline.Read(db => db.Segments.Where(s => s.CaseId == done.Id).Select(s => s.ReferringText).ToListAsync())).ShouldBe([samples[i].Text]);
            var truth = PngImage.ReadMask(samples[i].MaskPath).Pixels;
            var mask = done.State == CaseState.Delivered ? await Mask(orthanc, done) : new byte[truth.Length];
            for (var p = 0; p < truth.Length; p++)
            {
                both += truth[p] & mask[p];
                sum += truth[p] + mask[p];
            }
        }
        var pooled = 2.0 * both / sum;
        using var segmenter = Segmenter.Load(ModelBundle.Load(Directory.GetDirectories(RepositoryRoot.Combine("models")).Single()));
        var expected = Evaluator.Evaluate(segmenter, samples, cancellation: TestContext.Current.CancellationToken).GlobalDice;
        output.WriteLine($"pooled Dice of the SEGs {pooled:F4}, of the evaluator {expected:F4} on {samples.Count} radiographs");
        pooled.ShouldBe(expected, 0.02);
    }

    /// <summary>Every so many, so that both sides and all extents are among them.</summary>
    private static List<Sample> Spread(IReadOnlyList<Sample> all) => [.. Enumerable.Range(0, Count).Select(i => all[i * all.Count / Count])];

    private static async Task<SyntheticStudy> SendCase(PipelineUnderTest pipeline, Sample sample, CaptionGrammar grammar, int index)
    {
        var picture = PngImage.ReadGray(sample.ImagePath);
        var spec = new SyntheticCase(90_000 + index, picture.Rows, picture.Columns);
        var study = SyntheticStudy.Of(spec);
        var variant = new SyntheticDicomVariant { Kind = RadiographKind.CR, BitsStored = 8, Window = false };
        (await pipeline.Send(SyntheticDicom.Wrap(study, spec, picture.Pixels, variant))).IsStored.ShouldBeTrue();
        var report = RadiologistsWords.For(grammar.Parse(sample.Text).ShouldNotBeNull(), index);
        (await pipeline.SendReport(Oru.Write(study.StudyInstanceUid, study.AccessionNumber, report))).ShouldContain("MSA|AA|");
        return study;
    }

    private static async Task<byte[]> Mask(PrivateOrthanc orthanc, SegmentationCase done)
    {
        var stored = await orthanc.Await(1, TimeSpan.FromSeconds(30), ("SOPInstanceUID", done.SegSopInstanceUid!));
        var read = Dicom.Segmentations.SegmentationReader.Read(DicomFile.Open(new MemoryStream(await orthanc.Download(stored[0])))).Value;
        return read.Mask(1).Pixels;
    }
}
