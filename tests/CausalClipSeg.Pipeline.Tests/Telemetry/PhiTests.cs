using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace CausalClipSeg.Tests;

/// <summary>
/// A marked patient (name, id, birth date, free text) goes through every path, ordinary and failing; nothing of the marks is in logs down to Information, in
/// metrics, traces, headers of dead letters, names of files, or in the reasons that those may read who may not see patients.
/// </summary>
public sealed class PhiTests(RealServers servers)
{
    private const string Mark = "ZQXJVK"; // long enough that no random token of a page holds it by chance
    private const string Birth = "18990417";
    private const string Key = "a long random key of a marked reader";
    private static readonly SyntheticCase Case = new(921, 256, 256) { RightZones = LungZones.Lower };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_mark_of_a_patient_leaves_the_records()
    {
        await using var collector = await OtlpReceiver.Start();
        await using var archive = await GrumblingArchive.Start();
        string metrics;
        List<string> files, reasons;
        ConcurrentBag<string> headers = [];
        var (pipeline, broker) = await PipelineUnderTest.Real(servers, [
            ("Telemetry:Otlp", collector.Address), ("Logging:LogLevel:Default", "Information"), ("Logging:LogLevel:Microsoft", "Information"), ("Logging:LogLevel:System", "Information"),
            ("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Information"), ("Logging:LogLevel:MassTransit", "Information"),
            ("Status:Access:0:Name", "reader 1"), ("Status:Access:0:KeySha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))), ("Status:Access:0:May", "PatientData,Review"),
        ]);
        await using (pipeline)
        {
            await using var letters = await ReadDeadLetters(broker, headers);
            var delivered = await Ordinary(pipeline, broker);
            await Failing(pipeline, broker, delivered);
            metrics = await Get(pipeline, "metrics");
            files = [.. Directory.EnumerateFileSystemEntries(pipeline.Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(pipeline.Root, path))];
            reasons = [await Get(pipeline, "api/health"), await Get(pipeline, "health"), await Get(pipeline, "worklist")];
        }
        await using (var refused = await PipelineUnderTest.Embedded(
            ("Telemetry:Otlp", collector.Address), ("Logging:LogLevel:Default", "Information"), ("Pacs:Host", "127.0.0.1"), ("Pacs:Port", $"{archive.Port}"), ("Pacs:CalledAe", "GRUMBLER")))
        {
            await refused.SendImage(Case, Marked);
            await refused.SendReport(Report("A1"));
            var parked = await refused.CaseAtRest(SyntheticStudy.Of(Case).SopInstanceUid);
            parked.State.ShouldBe(CaseState.Parked);
            metrics += await Get(refused, "metrics");
        }

        collector.Text("Logs").ShouldContain("Refused input", Shouldly.Case.Insensitive, "what is searched holds the log");
        collector.Text("Trace").ShouldContain("delivery");
        headers.ShouldNotBeEmpty();
        ShouldHoldNoMark("logs", collector.Text("Logs"));
        ShouldHoldNoMark("traces", collector.Text("Trace"));
        ShouldHoldNoMark("exported metrics", collector.Text("Metrics"));
        ShouldHoldNoMark("metrics", metrics);
        ShouldHoldNoMark("headers of dead letters", string.Join('\n', headers));
        ShouldHoldNoMark("names of files", string.Join('\n', files));
        ShouldHoldNoMark("what those see who may not see patients", string.Join('\n', reasons));
        files.ShouldNotContain(file => file.EndsWith(".dmp", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("core.", StringComparison.Ordinal));
    }

    private static async Task<SegmentationCase> Ordinary(PipelineUnderTest pipeline, Uri broker)
    {
        await pipeline.SendImage(Case, Marked);
        (await pipeline.SendReport(Report("A1"))).ShouldContain("MSA|AA");
        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(Case).SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        await pipeline.Send(SyntheticSenders.HumanSegmentation(Case));
        using var reader = Client(pipeline);
        reader.DefaultRequestHeaders.Add("Authorization", $"Bearer {Key}");
        (await reader.GetStringAsync($"cases/{done.Id}", Token)).ShouldContain(Mark, Shouldly.Case.Sensitive, "who may see the patient does");
        (await reader.PostAsJsonAsync($"api/cases/{done.Id}/reviews", new { segment = 1, verdict = "rejected", comment = $"{Mark}NAME is on the wrong side" }, Token)).EnsureSuccessStatusCode();
        await Amqp.Publish(broker, "causalclipseg.label-submitted", new { resultSegSopInstanceUid = done.SegSopInstanceUid, verdict = "accepted", reader = $"{Mark}READER", comment = $"{Mark}COMMENT" });
        await Amqp.Publish(broker, "causalclipseg.report-arrived", new { accessionNumber = "A2", patientId = $"{Mark}ID77", text = $"FINDINGS: {Mark}TEXT. Right lower lobe opacity." });
        await PostFhir(pipeline, "{\"resourceType\":\"DiagnosticReport\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"display\":\"" + Mark + "NAME\"},"
            + "\"imagingStudy\":[{\"identifier\":{\"system\":\"urn:dicom:uid\",\"value\":\"urn:oid:1.2.3.4\"}}],\"conclusion\":\"" + Mark + "TEXT\"}");
        return done;
    }

    private static async Task Failing(PipelineUnderTest pipeline, Uri broker, SegmentationCase delivered)
    {
        // DICOM: no pixels, an identifier that is a name, another object under a known UID, cut off in the middle.
        await pipeline.Send(Image(922, file => file.Dataset.Remove(DicomTag.PixelData)));
        await pipeline.Send(Image(923, file => file.Dataset.AddOrUpdate(DicomTag.ImageComments, $"{Mark}TEXT").Remove(DicomTag.StudyInstanceUID)));
        await pipeline.Send(Image(Case.Seed, file => file.Dataset.AddOrUpdate(DicomTag.ImageComments, $"{Mark}TEXT")));
        var whole = await pipeline.WriteImage(Case with { Seed = 924 }, change: Marked);
        var bytes = await File.ReadAllBytesAsync(whole, Token);
        await File.WriteAllBytesAsync(whole, bytes[..(bytes.Length / 2)], Token);
        await Dcmtk.Store(pipeline.DicomPort, "CAUSALCLIPSEG", whole);
        File.Delete(whole);
        // HL7: nothing to match by, the same id again, a study UID and a status that are free text, no HL7 at all.
        await pipeline.SendReport(Report(""));
        await pipeline.SendReport(Report("A3", controlId: "SAME"));
        (await pipeline.SendReport(Report("A3", text: $"{Mark}OTHER", controlId: "SAME"))).ShouldContain("MSA|AE");
        await pipeline.SendReport(Report("A4", study: $"{Mark}NAME"));
        await pipeline.SendReport(Encoding.ASCII.GetBytes($"{Mark}NAME {Birth} is no message"));
        await pipeline.SendReport(Encoding.ASCII.GetBytes($"MSH|^~\\&|RIS|H|C|H|20260105120000||{Mark}TYPE^X|N1|P|2.5.1\rPID|1||{Mark}ID77\r"));
        // FHIR and HTTP.
        await PostFhir(pipeline, "{\"resourceType\":\"DiagnosticReport\", " + Mark);
        await PostFhir(pipeline, "{\"resourceType\":\"" + Mark + "NAME\"}");
        using (var http = Client(pipeline))
            await http.GetAsync($"worklist?q={Mark}ID77", Token);
        // Messages that nobody can handle, or only refuse.
        await Amqp.PublishText(broker, "causalclipseg.report-arrived", $"{{ {Mark}NAME is not JSON");
        await Amqp.PublishText(broker, "causalclipseg.report-arrived", $"{{\"accessionNumber\":{{\"{Mark}NAME\":1}},\"text\":\"{Mark}TEXT\"}}");
        await Amqp.Publish(broker, "causalclipseg.report-arrived", new { studyInstanceUid = $"{Mark}NAME", text = $"{Mark}TEXT" });
        await Amqp.Publish(broker, "causalclipseg.report-arrived", new { accessionNumber = "A5", status = $"{Mark}NAME", text = "x" });
        await Amqp.Publish(broker, "causalclipseg.image-arrived", new { studyInstanceUid = $"{Mark}NAME" });
        await Amqp.Publish(broker, "causalclipseg.image-arrived", new { studyInstanceUid = "1.2.3", path = $"/nowhere/{Mark}NAME.dcm" });
        await Amqp.Publish(broker, "causalclipseg.label-submitted", new { resultSegSopInstanceUid = delivered.SegSopInstanceUid, verdict = $"{Mark}NAME", reader = $"{Mark}READER" });
        await Eventually.True("the refusals and dead letters of the queues are recorded", () => pipeline.Read(async db => await db.Refusals.CountAsync(r => r.Source == "AMQP") >= 6));
    }

    private static DicomFile Image(int seed, Action<DicomFile> change)
    {
        var file = SyntheticDicom.Create(Case with { Seed = seed }, new SyntheticDicomVariant());
        Marked(file);
        change(file);
        return file;
    }

    private static void Marked(DicomFile file) => file.Dataset
        .AddOrUpdate(DicomTag.PatientName, $"{Mark}NAME^{Mark}GIVEN").AddOrUpdate(DicomTag.PatientID, $"{Mark}ID77").AddOrUpdate(DicomTag.PatientBirthDate, Birth)
        .AddOrUpdate(DicomTag.AccessionNumber, "A1").AddOrUpdate(DicomTag.StudyDescription, $"{Mark}TEXT").AddOrUpdate(DicomTag.ImageComments, $"{Mark}TEXT");

    private static byte[] Report(string accession, string? study = null, string? text = null, string? controlId = null)
    {
        var message = Encoding.UTF8.GetString(Oru.Write(study, accession, text ?? $"FINDINGS: {Mark}TEXT of {Mark}NAME. Airspace opacity in the right lower lobe.", controlId: controlId));
        return Encoding.UTF8.GetBytes(message.Replace("PID|1||||Test^Patient||19500101", $"PID|1||{Mark}ID77^^^HOSPITAL^MR||{Mark}NAME^{Mark}GIVEN||{Birth}"));
    }

    private static async Task PostFhir(PipelineUnderTest pipeline, string body)
    {
        using var http = Client(pipeline);
        using var content = new StringContent(body, Encoding.UTF8, "application/fhir+json");
        await http.PostAsync("fhir/DiagnosticReport", content, Token);
    }

    private static async Task<string> Get(PipelineUnderTest pipeline, string path)
    {
        using var http = Client(pipeline);
        return await http.GetStringAsync(path, Token);
    }

    private static HttpClient Client(PipelineUnderTest pipeline) => new() { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/") };

    /// <summary>A queue of our own beside the product's, on the exchange of dead letters.</summary>
    private static async Task<IConnection> ReadDeadLetters(Uri broker, ConcurrentBag<string> headers)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(Token);
        var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        await channel.ExchangeDeclareAsync("causalclipseg.dead-letters", ExchangeType.Fanout, durable: true, cancellationToken: Token);
        var queue = await channel.QueueDeclareAsync(cancellationToken: Token);
        await channel.QueueBindAsync(queue.QueueName, "causalclipseg.dead-letters", "", cancellationToken: Token);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, letter) =>
        {
            foreach (var (name, value) in letter.BasicProperties.Headers ?? new Dictionary<string, object?>())
                headers.Add($"{name}: {(value is byte[] text ? Encoding.UTF8.GetString(text) : value)}");
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, Token);
        return connection;
    }

    private static void ShouldHoldNoMark(string what, string text)
    {
        foreach (var mark in (string[])[Mark, Birth, "1899-04-17"])
            if (text.IndexOf(mark, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
                Assert.Fail($"{what} hold {mark}: …{text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 120)]}…");
    }

    /// <summary>An archive that takes nothing, and says so with the patient's name.</summary>
    private sealed class GrumblingArchive : IInstanceReceiver, IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new("grumbler");
        private readonly StorageScp _scp;

        private GrumblingArchive() => _scp = new StorageScp(
            new StorageScpOptions { Port = Port, AeTitle = "GRUMBLER", SpoolFolder = _folder.Path }, this, NullLogger<StorageScp>.Instance);

        public int Port { get; } = FreePort.Next();

        public static Task<GrumblingArchive> Start()
        {
            var archive = new GrumblingArchive();
            archive._scp.Start();
            return Task.FromResult(archive);
        }

        public string? WhyClosed() => null;

        public Task<ReceiveOutcome> ReceiveAsync(ReceivedInstance instance, CancellationToken cancellation) =>
            Task.FromResult<ReceiveOutcome>(new ReceiveOutcome.Refused(ReceiveRefusal.DoesNotMatchSopClass, $"I do not like {Mark}NAME born {Birth}"));

        public Task<CommitmentAnswer> CommitAsync(CommitmentRequest request, CancellationToken cancellation) => Task.FromResult<CommitmentAnswer>(new CommitmentAnswer.Refused("no"));

        public Task<bool> CommittedAsync(CommitmentReport report, CancellationToken cancellation) => Task.FromResult(false);

        public async ValueTask DisposeAsync()
        {
            await _scp.StopAsync(TimeSpan.FromSeconds(2), CancellationToken.None);
            _scp.Dispose();
            await _folder.DisposeAsync();
        }
    }
}
