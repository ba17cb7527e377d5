using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Hosting;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>Input that cannot be used: a recorded refusal or a negative acknowledgement each, and the service goes on.</summary>
public sealed class BadInputTests(RealServers servers)
{
    private static readonly SyntheticCase Good = new(31, 256, 256) { LeftZones = LungZones.Lower };

    [Fact]
    public async Task Bad_input_through_every_door_is_refused_in_words_and_the_next_good_case_goes_through()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();

        await TruncatedDicom(pipeline);
        await NotAnImage(pipeline);
        await NotWhatItsRequestSays(pipeline);
        await LongerThanARecordHolds(pipeline);
        await UnreadableTransferSyntax(pipeline);
        await PdfInMllp(pipeline);
        await ReportWithoutStudy(pipeline);
        await NotHl7(pipeline);

        await pipeline.SendImage(Good);
        await pipeline.SendReport(SyntheticHl7.Encode(Good));
        (await pipeline.CaseAtRest(SyntheticStudy.Of(Good).SopInstanceUid)).State.ShouldBe(CaseState.Delivered);
    }

    [Fact]
    public async Task Invalid_JSON_on_a_queue_is_a_recorded_refusal_and_the_next_event_is_taken()
    {
        var (pipeline, broker) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        await Amqp.PublishText(broker, "causalclipseg.report-arrived", "{ this is not JSON");
        (await pipeline.Refused("AMQP", r => r.Reason.Contains("not the JSON"))).PayloadPath.ShouldNotBeNull();

        await Amqp.Publish(broker, "causalclipseg.report-arrived", new { text = "FINDINGS: Clear lungs." });
        (await pipeline.Refused("AMQP", r => r.Reason.Contains("neither a Study Instance UID nor an accession number"))).ShouldNotBeNull();

        await Amqp.Publish(broker, "causalclipseg.image-arrived", new { studyInstanceUid = "1.2", sopInstanceUid = "../../etc/passwd" });
        (await pipeline.Refused("AMQP", r => r.Reason.Contains("names no valid studyInstanceUid, seriesInstanceUid or sopInstanceUid"))).ShouldNotBeNull();

        await Amqp.Publish(broker, "causalclipseg.report-arrived", new { accessionNumber = "A1", text = "FINDINGS: Clear lungs." });
        await Eventually.Get("the good report", () => pipeline.Read(db => db.ReportVersions.SingleOrDefaultAsync(v => v.AccessionNumber == "A1")));
    }

    [Fact]
    public async Task An_unknown_bundle_stops_the_start_with_its_name()
    {
        var refusal = await Should.ThrowAsync<Exception>(() => PipelineUnderTest.Embedded(("Model:Bundle", "/nowhere/bundle")));
        refusal.Message.ShouldContain("/nowhere/bundle is not a model bundle");
    }

    [Fact]
    public async Task A_corrupt_weights_file_stops_the_start_with_its_name()
    {
        await using var folder = new TemporaryFolder("bundle");
        var shipped = Directory.GetDirectories(RepositoryRoot.Combine("models")).First();
        foreach (var file in Directory.GetFiles(shipped))
            File.Copy(file, folder.File(Path.GetFileName(file)));
        await using (var weights = File.OpenWrite(folder.File("weights.safetensors")))
        {
            weights.Seek(-64, SeekOrigin.End);
            weights.Write(new byte[64]);
        }
        var refusal = await Should.ThrowAsync<Exception>(() => PipelineUnderTest.Embedded(("Model:Bundle", folder.Path)));
        refusal.Message.ShouldContain("are not those it was published with");
    }

    private static async Task TruncatedDicom(PipelineUnderTest pipeline)
    {
        var whole = await File.ReadAllBytesAsync(await pipeline.WriteImage(Good with { Seed = 32 }), TestContext.Current.CancellationToken);
        var file = Path.Combine(pipeline.Root, "truncated.dcm");
        await File.WriteAllBytesAsync(file, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
        var sent = await Dcmtk.Store(pipeline.DicomPort, "CAUSALCLIPSEG", file);
        sent.ExitCode.ShouldNotBe(0, "a truncated object must not be acknowledged as stored");
        (await pipeline.Read(db => db.SourceImages.CountAsync())).ShouldBe(0);
    }

    private static async Task NotAnImage(PipelineUnderTest pipeline)
    {
        var file = await pipeline.WriteImage(Good with { Seed = 33 }, change: f => f.Dataset.Remove(DicomTag.PixelData));
        (await Dcmtk.StoreAsIs(pipeline.DicomPort, "CAUSALCLIPSEG", file)).ExitCode.ShouldNotBe(0);
        (await pipeline.Refused("C-STORE")).Reason.ShouldContain("holds no pixel data");
    }

    private static async Task NotWhatItsRequestSays(PipelineUnderTest pipeline)
    {
        var file = SyntheticDicom.Create(Good with { Seed = 35 }, new SyntheticDicomVariant());
        var request = new DicomCStoreRequest(file);
        file.Dataset.AddOrUpdate(DicomTag.SOPClassUID, DicomUID.CTImageStorage);
        var client = DicomClientFactory.Create("127.0.0.1", pipeline.DicomPort, false, "TESTS", "CAUSALCLIPSEG");
        await client.AddRequestAsync(request);
        await client.SendAsync(TestContext.Current.CancellationToken);
        var refusal = await pipeline.Refused("C-STORE", r => r.Subject == SyntheticStudy.Of(Good with { Seed = 35 }).SopInstanceUid);
        refusal.Reason.ShouldBe("SOP Class UID of the data set is not the request's.");
        File.Exists(Path.Combine(pipeline.Root, refusal.PayloadPath.ShouldNotBeNull())).ShouldBeTrue();
    }

    private static async Task LongerThanARecordHolds(PipelineUnderTest pipeline)
    {
        var spec = Good with { Seed = 36 };
        var file = SyntheticDicom.Create(spec, new SyntheticDicomVariant());
        file.Dataset.NotValidated().AddOrUpdate(new DicomLongString(DicomTag.PatientID, new string('4', 300)));
        (await pipeline.Send(file)).IsStored.ShouldBeFalse();
        var refusal = await pipeline.Refused("C-STORE", r => r.Subject == SyntheticStudy.Of(spec).SopInstanceUid);
        refusal.Reason.ShouldBe("The value for Study.PatientId has 300 characters; at most 256 can be kept. Shorten it at the sender.");
        File.Exists(Path.Combine(pipeline.Root, refusal.PayloadPath.ShouldNotBeNull())).ShouldBeTrue();
    }

    private static async Task UnreadableTransferSyntax(PipelineUnderTest pipeline)
    {
        var file = await pipeline.WriteImage(Good with { Seed = 34 });
        var video = await Dcmtk.StoreWith(["-xv"], pipeline.DicomPort, "CAUSALCLIPSEG", file);
        (video.ExitCode == 0 || video.Output.Length + video.Error.Length > 0).ShouldBeTrue("a proposal of another transfer syntax is answered, not dropped");
    }

    private static async Task PdfInMllp(PipelineUnderTest pipeline)
    {
        var message = "MSH|^~\\&|RIS|H|C|H|20260105120000||ORU^R01|PDF1|P|2.5.1\rPID|1||1\rOBR|1||A9|X\r"
            + "OBX|1|ED|PDF^Report^L||^application^pdf^Base64^JVBERi0xLjQKJSVFT0YK||||||F\r";
        var reply = await pipeline.SendReport(Encoding.ASCII.GetBytes(message));
        reply.ShouldContain("MSA|AE|PDF1");
        (await pipeline.Refused("MLLP", r => r.Subject == "PDF1")).Reason.ShouldContain("PDF");
    }

    private static async Task ReportWithoutStudy(PipelineUnderTest pipeline)
    {
        var message = "MSH|^~\\&|RIS|H|C|H|20260105120000||ORU^R01|NOSTUDY|P|2.5.1\rPID|1||1\rOBR|1|||X\rOBX|1|TX|18748-4^^LN||FINDINGS: Clear.||||||F\r";
        var reply = await pipeline.SendReport(Encoding.ASCII.GetBytes(message));
        reply.ShouldContain("MSA|AE|NOSTUDY");
        (await pipeline.Refused("MLLP", r => r.Subject == "NOSTUDY")).ShouldNotBeNull();
    }

    private static async Task NotHl7(PipelineUnderTest pipeline)
    {
        var reply = await pipeline.SendReport("%PDF-1.4 this is no HL7 message"u8.ToArray());
        reply.ShouldMatch(@"MSA\|A[ER]\|");
    }
}
