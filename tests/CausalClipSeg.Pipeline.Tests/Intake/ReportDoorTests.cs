using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Reports.Mllp;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>Reports through each of the product's doors, as their senders send them.</summary>
public sealed class ReportDoorTests
{
    private static readonly SyntheticCase RightLower = new(41, 256, 256) { RightZones = LungZones.Lower };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_structured_report_by_C_STORE_meets_its_image_and_is_taken_once()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        (await pipeline.Send(StructuredReports.Enhanced(RightLower, "1.2.826.0.1.41"))).IsStored.ShouldBeTrue();
        (await pipeline.Send(StructuredReports.Enhanced(RightLower, "1.2.826.0.1.41"))).IsStored.ShouldBeTrue();
        await pipeline.SendImage(RightLower);

        (await pipeline.CaseAtRest(SyntheticStudy.Of(RightLower).SopInstanceUid)).State.ShouldBe(CaseState.Delivered);
        var report = await pipeline.Read(db => db.ReportVersions.SingleAsync());
        report.Source.ShouldBe("SR");
        report.Text.ShouldBe("HISTORY:\nLeft upper lobe pneumonia a year ago.\n\nFINDINGS:\nConsolidation of right lower lobe.\nNo Pneumothorax.\n\nIMPRESSION:\nRight lower lobe consolidation.");
        var findings = await pipeline.Read(db => db.Findings.Select(f => $"{f.FindingId} {f.Assertion} {f.Side}").Distinct().ToListAsync());
        findings.ShouldBe(["consolidation present right", "pneumothorax absent none"], ignoreOrder: true);

        (await pipeline.Send(StructuredReports.BasicText(RightLower, "Other words.", "1.2.826.0.1.41"))).IsStored.ShouldBeFalse();
        (await pipeline.Refused("C-STORE")).Reason.ShouldContain("stored already with other content");
    }

    [Fact]
    public async Task A_FHIR_report_is_created_once_and_what_is_wrong_with_another_is_said()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{pipeline.StatusPort}/") };
        var study = SyntheticStudy.Of(RightLower);
        var body = "{\"resourceType\":\"DiagnosticReport\",\"status\":\"final\",\"code\":{\"text\":\"Chest\"},\"imagingStudy\":[{\"identifier\":{\"system\":\"urn:dicom:uid\",\"value\":\"urn:oid:"
            + study.StudyInstanceUid + "\"}}],\"conclusion\":\"Airspace opacity in the right lower lobe.\"}";

        (await Post(client, "fhir/DiagnosticReport", body)).Status.ShouldBe(HttpStatusCode.Created);
        (await Post(client, "fhir/DiagnosticReport", body)).ShouldBe((HttpStatusCode.OK, "The same report was stored before; nothing was done."));
        await pipeline.SendImage(RightLower);
        (await pipeline.CaseAtRest(study.SopInstanceUid)).State.ShouldBe(CaseState.Delivered);

        (await Post(client, "fhir/DiagnosticReport", "{\"resourceType\":")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Post(client, "fhir", "{\"resourceType\":\"Patient\"}")).ShouldBe((HttpStatusCode.UnprocessableEntity, "A FHIR Patient is not taken here; send a DiagnosticReport, alone or in a Bundle."));
        (await Post(client, "fhir", "{\"resourceType\":\"DiagnosticReport\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"conclusion\":\"Clear.\"}")).Sentence.ShouldContain("neither a Study Instance UID nor an accession number");
        (await Post(client, "fhir", "<xml/>", "application/fhir+xml")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await client.GetStringAsync("fhir/metadata", Cancel)).ShouldContain("\"fhirVersion\":\"4.0.1\"");
    }

    [Fact]
    public async Task A_control_id_with_another_body_is_an_error_and_a_scheduled_examination_is_none()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(("Intake:Mllp:Acknowledgements:UnsupportedMessageType", "Accept"));
        (await pipeline.SendReport(Oru.Write("1.2.3", "A1", "Clear lungs.", controlId: "M1"))).ShouldContain("MSA|AA|M1");
        var reply = await pipeline.SendReport(Oru.Write("1.2.3", "A1", "Right lower lobe opacity.", controlId: "M1"));
        reply.ShouldContain("MSA|AE|M1");
        reply.ShouldContain("205^Duplicate key identifier");
        (await pipeline.Refused("MLLP", r => r.Subject == "M1")).Reason.ShouldContain("used before for another message");

        (await pipeline.SendReport(Oru.Write("1.2.3", "A1", "", "S", "M2"))).ShouldContain("MSA|AA|M2");
        (await pipeline.SendReport("MSH|^~\\&|RIS|H|C|H|20260105120000||ORM^O01|M3|P|2.5.1\r"u8.ToArray())).ShouldContain("MSA|AA|M3");
        (await pipeline.Read(db => db.ReportVersions.CountAsync())).ShouldBe(1);
    }

    /// <summary>PostgreSQL would refuse it at each try, and a sender that keeps its order would stand still for ever.</summary>
    [Fact]
    public async Task A_value_longer_than_can_be_kept_is_refused_by_name_and_the_next_message_is_taken()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var reply = await pipeline.SendReport(Oru.Write("1.2.3", new string('A', 300), "Clear lungs.", controlId: "L1"));
        reply.ShouldContain("MSA|AE|L1");
        (await pipeline.Refused("MLLP", r => r.Subject == "L1")).Reason.ShouldContain("has 300 characters; at most 256 can be kept. Shorten it at the sender.");
        (await pipeline.SendReport(Oru.Write("1.2.3", "A1", "Clear lungs.", controlId: "L2"))).ShouldContain("MSA|AA|L2");
    }

    [Fact]
    public async Task A_message_with_two_orders_and_two_texts_is_two_reports()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var message = "MSH|^~\\&|RIS|H|C|H|20260105120000||ORU^R01|TWO|P|2.5.1\rPID|1||P1\r"
            + "OBR|1||F1|X||||||||||||||A1|||||||F\rOBX|1|TX|18748-4^^LN||Right lower lobe opacity.||||||F\r"
            + "OBR|2||F2|X||||||||||||||A2|||||||F\rOBX|1|TX|18748-4^^LN||Clear lungs.||||||F\r";
        (await pipeline.SendReport(Encoding.ASCII.GetBytes(message))).ShouldContain("MSA|AA|TWO");
        var versions = await pipeline.Read(db => db.ReportVersions.OrderBy(v => v.AccessionNumber).Select(v => v.AccessionNumber + " " + v.Text).ToListAsync());
        versions.ShouldBe(["A1 Right lower lobe opacity.", "A2 Clear lungs."]);

        // The image bears the number that the report's patient has from now on.
        var image = SyntheticStudy.Of(RightLower);
        await pipeline.SendImage(RightLower, file => file.Dataset.AddOrUpdate(DicomTag.AccessionNumber, "A1").AddOrUpdate(DicomTag.PatientID, "P9"));
        await Eventually.Get("the report that waits for a person", () => pipeline.Read(db => db.ReportVersions.SingleOrDefaultAsync(v => v.AccessionNumber == "A1" && v.MatchState == MatchState.Parked)));
        (await pipeline.SendReport(Adt("A40", "MERGE", "PID|1||P9\rMRG|P1\r"))).ShouldContain("MSA|AA|MERGE|Merge stored.");
        (await pipeline.CaseAtRest(image.SopInstanceUid)).State.ShouldBe(CaseState.Delivered);

        (await pipeline.SendReport(Adt("A08", "UPDATE", "PID|1||P9\r"))).ShouldContain("MSA|AA|UPDATE|ADT^A08 is about nothing that is kept here; nothing was done.".Replace("^", "\\S\\"));
        (await pipeline.SendReport(Adt("A24", "LINK", "PID|1||P9\rPID|2||P7\r"))).ShouldContain("MSA|AE|LINK");
        (await pipeline.Refused("MLLP", r => r.Subject == "LINK")).Reason.ShouldContain("links two patients, which is not done here; nothing was changed.");
        (await pipeline.Read(db => db.Refusals.CountAsync(r => r.Subject == "UPDATE"))).ShouldBe(0, "what is none of our business is no refusal");
    }

    private static byte[] Adt(string trigger, string id, string rest) => Encoding.ASCII.GetBytes($"MSH|^~\\&|RIS|H|C|H|20260105120000||ADT^{trigger}|{id}|P|2.5.1\r{rest}");

    [Fact]
    public async Task What_cannot_be_filed_safely_is_refused_whole_and_on_record()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        static byte[] Message(string id, string between) => Encoding.ASCII.GetBytes($"MSH|^~\\&|RIS|H|C|H|20260105120000||ORU^R01|{id}|P|2.5.1\rPID|1||P1\r"
            + $"OBR|1||F1|X||||||||||||||A1|||||||F\rOBX|1|TX|18748-4^^LN||Right lower lobe opacity.||||||F\r{between}OBX|1|TX|18748-4^^LN||Clear lungs.||||||F\r");

        (await pipeline.SendReport(Message("R1", "MSH|^~\\&|RIS|H|C|H|20260105120000||ORU^R01|R9|P|2.5.1\rPID|1||P2\rOBR|1||F2|X||||||||||||||A2|||||||F\r"))).ShouldContain("MSA|AE|R1|The message holds a second MSH");
        (await pipeline.SendReport(Message("R2", "PID|2||P2\rOBR|1||F1|X||||||||||||||A1|||||||F\r"))).ShouldContain("205^Duplicate key identifier");
        (await pipeline.SendReport(Message("R3", "PID|2||P2\r"))).ShouldContain("MSA|AE|R3|OBX rows stand behind a PID without an OBR");
        foreach (var id in new[] { "R1", "R2", "R3" }) (await pipeline.Refused("MLLP", r => r.Subject == id)).Reason.ShouldContain("; ");
        (await pipeline.Read(db => db.ReportVersions.CountAsync())).ShouldBe(0);

        (await pipeline.SendReport(Message("R4", "PID|2||P2\rOBR|1||F2|X||||||||||||||A2|||||||F\r"))).ShouldContain("MSA|AA|R4");
        (await pipeline.Read(db => db.ReportVersions.OrderBy(v => v.AccessionNumber).Select(v => $"{v.PatientId} {v.AccessionNumber} {v.Text}").ToListAsync()))
            .ShouldBe(["P1 A1 Right lower lobe opacity.", "P2 A2 Clear lungs."]);
    }

    [Fact]
    public async Task MLLP_speaks_TLS_with_the_sites_certificate()
    {
        await using var folder = new TemporaryFolder("tls");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(folder.File("site.pem"), certificate.ExportCertificatePem(), Cancel);
        await File.WriteAllTextAsync(folder.File("site.key"), key.ExportPkcs8PrivateKeyPem(), Cancel);
        await using var pipeline = await PipelineUnderTest.Embedded(("Intake:Mllp:Certificate", folder.File("site.pem")), ("Intake:Mllp:CertificateKey", folder.File("site.key")));
        var tls = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() };
        using var client = await MllpClient.ConnectAsync(new(IPAddress.Loopback, pipeline.MllpPort), tls, Cancel);
        Encoding.UTF8.GetString(await client.SendAsync(Oru.Write("1.2.3", "A1", "Clear lungs.", controlId: "T1"), Cancel)).ShouldContain("MSA|AA|T1");
    }

    [Theory]
    [InlineData("Intake:Mllp:AllowedPeers:0", "abc", "holds \"abc\", which is no network")]
    [InlineData("Intake:Mllp:Certificate", "/nowhere.pfx", "names /nowhere.pfx, and there is no such file")]
    [InlineData("Intake:Mllp:DefaultCharacterSet", "EBCDIC", "no character set of HL7 table 0211")]
    [InlineData("Intake:TimeZone", "Atlantis", "which is no time zone of this system")]
    [InlineData("Referring:Lexicon", "/nowhere", "There is no folder /nowhere")]
    [InlineData("Matching:PatientWindowMinutes", "-1", "must be between 0 and 10080")]
    public async Task A_wrong_setting_stops_the_start_with_a_sentence(string setting, string value, string sentence) =>
        (await Should.ThrowAsync<Exception>(() => PipelineUnderTest.Embedded((setting, value)))).Message.ShouldContain(sentence);

    private static async Task<(HttpStatusCode Status, string Sentence)> Post(HttpClient client, string path, string body, string type = "application/fhir+json")
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        using var reply = await client.PostAsync(path, content, Cancel);
        using var outcome = System.Text.Json.JsonDocument.Parse(await reply.Content.ReadAsStringAsync(Cancel));
        return (reply.StatusCode, outcome.RootElement.GetProperty("issue")[0].GetProperty("diagnostics").GetString()!);
    }
}
