using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>Two versions of the program on one broker and one database: each takes what it knows of the other's messages.</summary>
public sealed class ContractVersionTests(RealServers servers)
{
    private static readonly SyntheticCase Spec = new(81, 256, 240) { RightZones = LungZones.Lower };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"caseId":"4c9d4e0e-53a5-4b8d-9d0c-0d6f6b1f2a10","priority":"stat","from":{"nested":[1,2]}}""")]
    [InlineData("""{"CASEID":"4c9d4e0e-53a5-4b8d-9d0c-0d6f6b1f2a10"}""")]
    public void What_a_newer_version_adds_to_a_message_is_left_alone(string body)
    {
        var row = new OutboxMessage { Type = nameof(SegmentationRequested), Body = body, OrderingKey = "a", CreatedAt = default, ContractVersion = 2 };

        Outbox.Open(row, typeof(SegmentationRequested)).ShouldBe(new SegmentationRequested(Guid.Parse("4c9d4e0e-53a5-4b8d-9d0c-0d6f6b1f2a10")));
    }

    [Fact]
    public void What_an_older_version_does_not_say_has_its_default()
    {
        var row = new OutboxMessage { Type = nameof(RetrainRequested), Body = "{}", OrderingKey = "a", CreatedAt = default };

        ((RetrainRequested)Outbox.Open(row, typeof(RetrainRequested))).Trigger.ShouldBe("operator");
    }

    [Fact]
    public void A_request_without_an_id_is_the_same_all_day_and_another_one_tomorrow()
    {
        var morning = new DateTimeOffset(2026, 11, 26, 0, 30, 0, TimeSpan.Zero);
        var request = """{"trigger":"schedule"}"""u8.ToArray();

        MessageIdentity.OfDay(request, morning.AddHours(23)).ShouldBe(MessageIdentity.OfDay(request, morning));
        MessageIdentity.OfDay(request, morning.AddHours(24)).ShouldNotBe(MessageIdentity.OfDay(request, morning));
        MessageIdentity.OfDay("""{"trigger":"drift"}"""u8.ToArray(), morning).ShouldNotBe(MessageIdentity.OfDay(request, morning));
    }

    [Fact]
    public async Task A_plain_request_is_known_by_its_id_or_by_its_words_and_the_day()
    {
        var (pipeline, broker) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        const string request = """{"trigger":"schedule"}""";
        var (id, began) = (Guid.NewGuid(), TimeProvider.System.GetUtcNow());

        foreach (Guid? messageId in new Guid?[] { null, null, id })
            await Amqp.PublishText(broker, "causalclipseg.retrain-requested", request, messageId);

        var known = await Eventually.Get("both requests", () => pipeline.Read(async db =>
            await db.InboxMessages.Where(m => m.Consumer == nameof(RetrainRequested)).Select(m => m.MessageId).ToListAsync(Cancel) is { Count: 2 } ids ? ids : null));
        known.ShouldContain(id);
        known.ShouldContain(other => other == MessageIdentity.OfDay(Encoding.UTF8.GetBytes(request), began) || other == MessageIdentity.OfDay(Encoding.UTF8.GetBytes(request), TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task An_event_of_a_newer_publisher_and_a_message_that_only_a_newer_worker_knows_disturb_nothing()
    {
        var (pipeline, broker) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        var study = SyntheticStudy.Of(Spec);
        await pipeline.Store.InTransactionAsync(db =>
        {
            db.OutboxMessages.Add(new OutboxMessage { Type = "OfTheFuture", Body = "{}", OrderingKey = "future", CreatedAt = TimeProvider.System.GetUtcNow(), ContractVersion = 3 });
            return Task.CompletedTask;
        }, Cancel);

        await pipeline.SendImage(Spec);
        await Amqp.Publish(broker, "causalclipseg.report-arrived", new { studyInstanceUid = study.StudyInstanceUid, text = SyntheticReport.Of(Spec).Text, addedIn2027 = new { anything = true } });

        (await pipeline.CaseAtRest(study.SopInstanceUid)).State.ShouldBeOneOf(CaseState.Delivered, CaseState.Negative);
        var waiting = await Eventually.Get("the message of the future, refused once", () => pipeline.Read(db =>
            db.OutboxMessages.SingleOrDefaultAsync(m => m.Type == "OfTheFuture" && m.DispatchedAt == null && m.Attempts > 0)));
        waiting.LastError.ShouldBe("This version does not know messages of type OfTheFuture; a newer worker will send it.");
    }
}
