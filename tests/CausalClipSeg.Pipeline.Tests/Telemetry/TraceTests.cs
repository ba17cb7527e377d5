using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>One trace from the arrival that completes a case to the archive's answer, through the outbox and RabbitMQ, as a collector sees it.</summary>
public sealed class TraceTests(RealServers servers)
{
    private static readonly SyntheticCase Opacity = new(901, 401, 403) { RightZones = LungZones.Lower };

    private static readonly string[] Way =
    [
        "matching", "referring", "outbox SegmentationRequested", "inference", "outbox SegmentationCreated", "delivery", "store", "outbox SegmentationStored",
    ];

    [Fact]
    public async Task One_trace_leads_from_the_association_or_the_message_to_the_archives_answer()
    {
        await using var collector = await OtlpReceiver.Start();
        var (pipeline, _) = await PipelineUnderTest.Real(servers, ("Telemetry:Otlp", collector.Address));
        await using var _ = pipeline;

        var (imageLast, reportLast) = (Opacity, Opacity with { Seed = 902 });
        var early = await pipeline.SendReport(SyntheticHl7.Encode(imageLast));
        await Eventually.True("the report waits", () => pipeline.Read(db => db.ReportVersions.AnyAsync(v => v.MatchReason != null)));
        await pipeline.SendImage(imageLast);
        await pipeline.SendImage(reportLast);
        await Eventually.True("the image was looked at", () => pipeline.Read(async db => await db.InboxMessages.CountAsync(i => i.Consumer == "ImageStored") == 2));
        var late = await pipeline.SendReport(SyntheticHl7.Encode(reportLast));

        await ShouldLead(pipeline, collector, imageLast, ["DICOM association", "C-STORE", "intake C-STORE", "outbox ImageStored", .. Way], ControlId(early));
        await ShouldLead(pipeline, collector, reportLast, ["intake MLLP", "outbox ReportRecorded", .. Way], null);
        (await Whole(collector, await CaseId(pipeline, reportLast))).Single(s => s.Name == "intake MLLP").Tags["hl7.message.control_id"].ShouldBe(ControlId(late));
    }

    /// <param name="names">The root first.</param>
    /// <param name="linked">MSH-10 of the message whose trace the case must link to.</param>
    private static async Task ShouldLead(PipelineUnderTest pipeline, OtlpReceiver collector, SyntheticCase spec, string[] names, string? linked)
    {
        var trace = await Whole(collector, await CaseId(pipeline, spec));
        names.Except(trace.Select(span => span.Name)).ShouldBeEmpty();
        trace.Single(span => span.ParentId.Length == 0).Name.ShouldBe(names[0]);
        trace.ShouldContain(span => span.Name.Contains("segmentation-requested", StringComparison.Ordinal), "the spans of the bus belong to it as well");
        trace.Single(span => span.Name == "store").Tags["dicom.status"].ShouldBe("0000");
        var links = trace.Single(span => span.Name == "referring").LinkedTraces;
        if (linked is not null)
            collector.Spans.Single(span => span.Tags.GetValueOrDefault("hl7.message.control_id") == linked).TraceId.ShouldBeOneOf([.. links]);
        else
            collector.Spans.Where(span => links.Contains(span.TraceId)).ShouldContain(span => span.Name == "C-STORE");
    }

    private static async Task<Guid> CaseId(PipelineUnderTest pipeline, SyntheticCase spec)
    {
        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(spec).SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        return done.Id;
    }

    /// <summary>Waits until every span of the case's trace, the root included, has been exported: until each has its parent among them.</summary>
    private static Task<List<OtlpSpan>> Whole(OtlpReceiver collector, Guid caseId) => Eventually.Get($"the whole trace of case {caseId}", () =>
    {
        var all = collector.Spans.ToList();
        var delivery = all.Find(span => span.Name == "delivery" && span.Tags.GetValueOrDefault("causalclipseg.case.id") == caseId.ToString());
        var trace = all.Where(span => span.TraceId == delivery?.TraceId).ToList();
        var ids = trace.Select(span => span.SpanId).ToHashSet();
        var isWhole = trace.Exists(span => span.Name == "outbox SegmentationStored") && trace.TrueForAll(span => span.ParentId.Length == 0 || ids.Contains(span.ParentId));
        return Task.FromResult(isWhole ? trace : null);
    });

    private static string ControlId(string acknowledgement) => acknowledgement.Split('\r').Single(line => line.StartsWith("MSA", StringComparison.Ordinal)).Split('|')[2].Trim();
}
