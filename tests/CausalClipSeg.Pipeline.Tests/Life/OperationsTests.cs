using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>What operators do with cases and dead letters.</summary>
public sealed class OperationsTests(RealServers servers)
{
    private static readonly AuditParticipant Operator = new("an operator of the tests", true);

    private const int MoreThanABatch = 130;
    private static readonly SyntheticCase Spec = new(71, 256, 240) { RightZones = LungZones.Lower };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_parked_case_is_listed_by_its_reason_refuses_a_retry_that_cannot_help_and_is_dropped_over_HTTP()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await pipeline.SendImage(Spec, file =>
        {
            file.Dataset.Remove(DicomTag.PatientOrientation);
            file.Dataset.Remove(DicomTag.ViewPosition);
        });
        await pipeline.SendReport(SyntheticHl7.Encode(Spec));
        var parked = await pipeline.CaseAtRest(SyntheticStudy.Of(Spec).SopInstanceUid);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{pipeline.StatusPort}/") };
        http.DefaultRequestHeaders.Add("X-Antiforgery", (await http.GetFromJsonAsync<JsonElement>("api/token", Cancel)).GetProperty("token").GetString());

        var listed = await http.GetFromJsonAsync<JsonElement>("api/cases?state=parked&reason=UnknownOrientation", Cancel);
        listed.EnumerateArray().Single().GetProperty("id").GetGuid().ShouldBe(parked.Id);
        var retried = await http.PostAsync($"api/cases/{parked.Id}/retry", null, Cancel);
        retried.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await retried.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("parked before its question to the network was known");
        var dropped = await http.PostAsync("api/cases/drop?reason=UnknownOrientation", null, Cancel);
        (await dropped.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("changed").GetInt32().ShouldBe(1);

        var shown = await http.GetFromJsonAsync<JsonElement>($"api/cases/{parked.Id}", Cancel);
        shown.GetProperty("case").GetProperty("state").GetString().ShouldBe("dropped");
        shown.GetProperty("history").EnumerateArray().Select(e => e.GetProperty("to").GetString()).ShouldBe(["waitingForReport", "parked", "dropped"]);
        (await http.GetFromJsonAsync<JsonElement>("api/summary", Cancel)).GetProperty("deadLetters").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_message_without_its_case_is_a_dead_letter_with_its_reason_and_good_messages_pass_it()
    {
        var (pipeline, broker) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        for (var i = 0; i < 20; i++)
            await Amqp.PublishText(broker, "causalclipseg.report-arrived", $$"""{ "poison": {{i}} """);
        var desk = pipeline.Services.GetRequiredService<DeadLetterDesk>();

        await pipeline.SendImage(Spec);
        await pipeline.SendReport(SyntheticHl7.Encode(Spec));

        (await pipeline.CaseAtRest(SyntheticStudy.Of(Spec).SopInstanceUid)).State.ShouldBeOneOf(CaseState.Delivered, CaseState.Negative);
        var letters = await Eventually.Get("twenty dead letters", async () => await desk.ListAsync(null, Cancel) is { Count: 20 } all ? all : null);
        letters.ShouldAllBe(letter => letter.Queue == "causalclipseg.report-arrived" && letter.Reason.Contains("not the JSON that this queue takes"));
        (await desk.RetryAsync(letters[0].Id, Operator, Cancel)).ShouldNotBeNull().ShouldContain("its sender must publish a correct one");
        (await desk.DropByReasonAsync("not the JSON", Operator, Cancel)).ShouldBe(20);
        (await desk.ListAsync(null, Cancel)).ShouldBeEmpty();
        (await pipeline.Read(db => db.Refusals.CountAsync(r => r.Resolution == "dropped"))).ShouldBe(20, "they stay on record");
    }

    [Fact]
    public async Task What_no_consumer_can_take_is_one_dead_letter_and_lies_in_no_other_queue()
    {
        const string envelope = "application/vnd.masstransit+json";
        var (pipeline, broker) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        var desk = pipeline.Services.GetRequiredService<DeadLetterDesk>();
        (string Queue, string Body, string? ContentType)[] sent =
        [
            ("image-arrived", "not json", null), ("image-arrived", "[1,2]", null), ("image-arrived", "null", null), ("image-arrived", """{"studyInstanceUid":7}""", null), ("image-arrived", "\"x\"", null),
            ("report-arrived", """{"text":["a"]}""", null), ("report-arrived", "{}", envelope), ("report-arrived", "not json", "text/plain"),
            ("report-arrived", """{"messageType":["urn:message:Other:Type"],"message":{"a":1}}""", envelope),
            ("segmentation-requested", """{"caseId":"4c9d4e0e-53a5-4b8d-9d0c-0d6f6b1f2a10"}""", null), ("segmentation-requested", "not json", null),
            ("segmentation-requested", """{"messageType":["urn:message:Other:Type"],"message":{"a":1}}""", envelope),
        ];
        foreach (var (queue, body, contentType) in sent)
            await Amqp.PublishText(broker, $"causalclipseg.{queue}", body, Guid.NewGuid(), contentType);

        var letters = await Eventually.Get("a dead letter for each", async () => await desk.ListAsync(null, Cancel) is { } all && all.Count >= sent.Length ? all : null);
        letters.Select(letter => letter.Queue["causalclipseg.".Length..]).ShouldBe(sent.Select(message => message.Queue), ignoreOrder: true);
        letters.Count(letter => letter.Reason.StartsWith("No consumer of this queue", StringComparison.Ordinal)).ShouldBe(2, "what can be read and is of another type");
        var queues = await (await servers.RabbitMq()).Queues(broker.AbsolutePath.TrimStart('/'));
        queues.Keys.ShouldNotContain(queue => queue.EndsWith("_skipped", StringComparison.Ordinal) || queue.EndsWith("_error", StringComparison.Ordinal));
        (await desk.ListAsync(null, Cancel)).Count.ShouldBe(sent.Length);
    }

    [Fact]
    public async Task A_dead_letter_that_can_be_handled_now_is_handled_when_retried()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var letters = pipeline.Services.GetRequiredService<Pipeline.Messaging.DeadLetters>();
        var study = SyntheticStudy.Of(Spec);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { studyInstanceUid = study.StudyInstanceUid, text = SyntheticReport.Of(Spec).Text }, JsonSerializerOptions.Web);
        await letters.RecordAsync(new("causalclipseg.report-arrived", "The database was restored from a backup.", Guid.NewGuid(), body), Cancel);
        var desk = pipeline.Services.GetRequiredService<DeadLetterDesk>();

        (await desk.RetryByReasonAsync("restored", Operator, Cancel)).ShouldBe(1);

        var report = await Eventually.Get("the report of the dead letter", () => pipeline.Read(db => db.ReportVersions.SingleOrDefaultAsync(v => v.ClaimedStudyInstanceUid == study.StudyInstanceUid)));
        report.Text.ShouldBe(SyntheticReport.Of(Spec).Text);
    }

    [Fact]
    public async Task A_dead_letter_that_its_consumer_cannot_read_is_not_sent_again()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var letters = pipeline.Services.GetRequiredService<Pipeline.Messaging.DeadLetters>();
        foreach (var body in Unreadable)
            await letters.RecordAsync(new("causalclipseg.report-arrived", "It cannot be read.", Guid.NewGuid(), body), Cancel);
        var desk = pipeline.Services.GetRequiredService<DeadLetterDesk>();
        var open = await desk.ListAsync(null, Cancel);
        open.Count.ShouldBe(Unreadable.Count);

        foreach (var letter in open)
            (await desk.RetryAsync(letter.Id, Operator, Cancel)).ShouldNotBeNull(letter.PayloadPath).ShouldContain("its sender must publish a correct one");
        (await desk.RetryByReasonAsync("cannot be read", Operator, Cancel)).ShouldBe(0);
        File.Delete(Path.Combine(pipeline.Root, open[0].PayloadPath!));
        (await desk.RetryAsync(open[0].Id, Operator, Cancel)).ShouldNotBeNull().ShouldContain("are no longer below");

        (await pipeline.Read(db => db.OutboxMessages.CountAsync(Cancel))).ShouldBe(0);
        (await desk.ListAsync(null, Cancel)).Count.ShouldBe(Unreadable.Count);
    }

    [Fact]
    public async Task What_cannot_be_read_in_the_outbox_becomes_a_dead_letter_and_holds_up_nothing_behind_it()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var (now, study) = (TimeProvider.System.GetUtcNow(), SyntheticStudy.Of(Spec));
        await pipeline.Store.InTransactionAsync(db =>
        {
            for (var i = 0; i < MoreThanABatch; i++)
                db.OutboxMessages.Add(new() { Type = "ReportArrived", Body = i % 2 == 0 ? """{"studyInstanceUid":5}""" : "null", OrderingKey = "same key", CreatedAt = now });
            db.OutboxMessages.Add(new() { Type = "ModelPromoted", Body = "[]", OrderingKey = "announcement", CreatedAt = now });
            return Task.CompletedTask;
        }, Cancel);

        await pipeline.SendImage(Spec);
        await pipeline.SendReport(SyntheticHl7.Encode(Spec));

        (await pipeline.CaseAtRest(study.SopInstanceUid)).State.ShouldBeOneOf(CaseState.Delivered, CaseState.Negative);
        var desk = pipeline.Services.GetRequiredService<DeadLetterDesk>();
        var letters = await Eventually.Get("a dead letter for each", async () => await desk.ListAsync("The outbox held a", Cancel) is { Count: MoreThanABatch + 1 } all ? all : null);
        letters.Select(letter => letter.Queue).Distinct().ShouldBe(["report-arrived", "model-promoted"], ignoreOrder: true);
        (await desk.DropByReasonAsync("The outbox held a", Operator, Cancel)).ShouldBe(MoreThanABatch + 1);
    }

    /// <summary>Bodies of a queue that takes reports: JSON of another shape, and none at all.</summary>
    private static IReadOnlyList<byte[]> Unreadable { get; } =
    [
        .. new[]
        {
            "not json", "[1,2]", "null", "\"x\"", "7", "", "{", """{"studyInstanceUid":5}""", """{"text":{"a":1}}""", """{"text":["a"]}""", """{"text":"\ud800"}""",
            """{"messageType":["urn:message:x"],"message":{"studyInstanceUid":7}}""", """{"messageType":["urn:message:x"],"message":null}""", """{"messageType":["urn:message:x"],"message":[]}""",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [.. """{"text":"""u8, (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}'],
    ];
}
