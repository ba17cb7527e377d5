using System.Text.Json;
using CausalClipSeg.Model;
using CausalClipSeg.Persistence;
using FellowOakDicom;

namespace CausalClipSeg.Tests;

/// <summary>Real radiographs and real reports, end to end through RabbitMQ and PostgreSQL into Orthanc (RG2 is a hip: plumbing only).</summary>
public sealed class RealRadiographTests(RealServers servers)
{
    [Theory]
    [InlineData("radiographs/siim-pa-8bit-jpeg.dcm", true)]
    [InlineData("wg04/RG2_JPLL.dcm", false)]
    [InlineData("wg04/RG2_RLE.dcm", false)]
    public async Task A_real_radiograph_with_a_real_report_of_an_opacity_gets_a_SEG_of_its_full_size(string name, bool isChest)
    {
        var file = SharedData.Require("data/dicom/" + name);
        var report = Report(mesh => mesh.Any(m => m.StartsWith("Opacity/lung", StringComparison.Ordinal) && m.Contains("/left", StringComparison.Ordinal)));
        await using var folder = new TemporaryFolder("bundle");
        var (pipeline, _) = await PipelineUnderTest.Real(servers, ("Referring:UnknownOrientation", "AssumeStandard"), ("Referring:CheckBodyPart", "false"),
            ("Model:Bundle", isChest ? Shipped : Undemanding(folder)));
        await using var _ = pipeline;
        var orthanc = await servers.Orthanc();
        var source = (await DicomFile.OpenAsync(file)).Dataset;
        var (study, sop) = (source.GetSingleValue<string>(DicomTag.StudyInstanceUID), source.GetSingleValue<string>(DicomTag.SOPInstanceUID));

        (await Dcmtk.StoreAsIs(pipeline.DicomPort, "CAUSALCLIPSEG", file)).ShouldSucceed();
        (await pipeline.SendReport(Oru.Write(study, "A-" + Path.GetFileNameWithoutExtension(name), report))).ShouldContain("MSA|AA|");

        var done = await pipeline.CaseAtRest(sop);
        done.State.ShouldBeOneOf(CaseState.Delivered, CaseState.Negative);
        if (done.State == CaseState.Negative)
            Assert.Fail($"The network found nothing on {name}: {done.Reason}");
        var stored = await orthanc.Await(1, TimeSpan.FromSeconds(30), ("SOPInstanceUID", done.SegSopInstanceUid!));
        var seg = await Pydicom.ReadSeg(await orthanc.Download(stored[0]));
        (seg.Rows, seg.Columns).ShouldBe((source.GetSingleValue<ushort>(DicomTag.Rows), source.GetSingleValue<ushort>(DicomTag.Columns)));
        seg.Frames.ShouldAllBe(frame => frame.SourceUid == sop);
    }

    [Fact]
    public async Task A_real_radiograph_with_a_normal_report_gets_no_SEG_and_a_recorded_outcome()
    {
        var file = SharedData.Require("data/dicom/radiographs/siim-pa-8bit-jpeg.dcm");
        var report = Report(mesh => mesh is ["normal"]);
        var (pipeline, _) = await PipelineUnderTest.Real(servers, ("Referring:UnknownOrientation", "AssumeStandard"));
        await using var _ = pipeline;
        var source = (await DicomFile.OpenAsync(file)).Dataset;

        (await Dcmtk.StoreAsIs(pipeline.DicomPort, "CAUSALCLIPSEG", file)).ShouldSucceed();
        await pipeline.SendReport(Oru.Write(source.GetSingleValue<string>(DicomTag.StudyInstanceUID), "A-normal", report));

        var done = await pipeline.CaseAtRest(source.GetSingleValue<string>(DicomTag.SOPInstanceUID));
        done.State.ShouldBe(CaseState.Negative);
        done.SegSopInstanceUid.ShouldBeNull();
    }

    private static string Shipped => RepositoryRoot.Combine("models", "causalclipseg-compact");

    /// <summary>The shipped network, which rightly finds no lung disease on a hip, with the threshold of one that finds it everywhere.</summary>
    private static string Undemanding(TemporaryFolder folder)
    {
        foreach (var file in Directory.GetFiles(Shipped))
            File.Copy(file, folder.File(Path.GetFileName(file)));
        return ModelBundle.Create(folder.Path, ModelBundle.Load(folder.Path).Manifest with { Threshold = 1e-7f }).Folder;
    }

    private static string Report(Func<string[], bool> mesh)
    {
        foreach (var line in File.ReadLines(SharedData.Require("data/reports/openi-dev.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var labels = document.RootElement.GetProperty("mesh").EnumerateArray().Select(m => m.GetString() ?? "").ToArray();
            var findings = document.RootElement.GetProperty("findings").GetString() ?? "";
            if (mesh(labels) && findings.Length > 0)
                return $"FINDINGS: {findings}\nIMPRESSION: {document.RootElement.GetProperty("impression").GetString()}";
        }
        throw new InvalidDataException("No report of the collection has these labels.");
    }
}
