using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Synthetic;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Tests;

/// <summary>The same consumers on RabbitMQ, PostgreSQL and Orthanc, judged by readers that we did not write.</summary>
public sealed class RealServerTests(RealServers servers)
{
    private static readonly SyntheticCase Bilateral = new(21, 601, 523) { RightZones = LungZones.Lower, LeftZones = LungZones.Middle | LungZones.Lower };

    [Fact]
    public async Task An_image_from_storescu_and_a_report_over_MLLP_become_a_SEG_in_Orthanc_with_the_very_mask()
    {
        var (pipeline, _) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        var orthanc = await servers.Orthanc();
        var file = await pipeline.WriteImage(Bilateral);
        (await Dcmtk.StoreAsIs(pipeline.DicomPort, "CAUSALCLIPSEG", file)).ShouldSucceed();
        (await pipeline.SendReport(SyntheticHl7.Encode(Bilateral))).ShouldContain("MSA|AA|");

        var done = await pipeline.CaseAtRest(SyntheticStudy.Of(Bilateral).SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        var stored = await orthanc.Await(1, TimeSpan.FromSeconds(30), ("SOPInstanceUID", done.SegSopInstanceUid!));
        var seg = await orthanc.Download(stored[0]);

        (await Dciodvfy.Check(seg)).ShouldBeClean();
        var read = await Pydicom.ReadSeg(seg);
        (read.Rows, read.Columns).ShouldBe((Bilateral.Rows, Bilateral.Columns));
        foreach (var segment in await pipeline.Read(db => db.Segments.Where(s => s.CaseId == done.Id && s.Pixels > 0).ToListAsync()))
            read.Mask(segment.Number).ShouldBe(MaskBlob.Unpack(segment.Mask, segment.Rows, segment.Columns));
    }

    [Fact]
    public async Task Plain_JSON_events_published_twice_make_one_SEG()
    {
        await using var folder = new TemporaryFolder("shared-images");
        var (pipeline, broker) = await PipelineUnderTest.Real(servers, ("Intake:SharedFolders:0", folder.Path));
        await using var _ = pipeline;
        var orthanc = await servers.Orthanc();
        var spec = Bilateral with { Seed = 22 };
        var study = SyntheticStudy.Of(spec);
        var path = await pipeline.WriteImage(spec, folder.File("image.dcm"));
        var image = new { studyInstanceUid = study.StudyInstanceUid, sopInstanceUid = study.SopInstanceUid, path };
        var report = new { studyInstanceUid = study.StudyInstanceUid, text = SyntheticReport.Of(spec).Text };

        for (var i = 0; i < 2; i++)
        {
            await Amqp.Publish(broker, "causalclipseg.report-arrived", report);
            await Amqp.Publish(broker, "causalclipseg.image-arrived", image);
        }

        var done = await pipeline.CaseAtRest(study.SopInstanceUid);
        done.State.ShouldBe(CaseState.Delivered, done.Reason);
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        (await pipeline.Read(db => db.Cases.CountAsync())).ShouldBe(1);
        (await orthanc.Find(("StudyInstanceUID", study.StudyInstanceUid), ("Modality", "SEG"))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_report_that_is_far_too_long_is_refused_in_words_at_each_door_and_holds_up_nothing()
    {
        var (pipeline, broker) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        var spec = Bilateral with { Seed = 24 };
        var study = SyntheticStudy.Of(spec);
        var tooLong = new string('x', 2_000_000);

        // More than RabbitMQ.Client takes unless told otherwise: the connection ended, with that of every other consumer.
        await Amqp.Publish(broker, "causalclipseg.report-arrived", new { studyInstanceUid = study.StudyInstanceUid, text = new string('x', 70 << 20) });
        (await pipeline.Refused("AMQP")).Reason.ShouldBe("The report's text has 73,400,320 characters, and at most 1,000,000 are read. Send the narrative alone.");
        (await pipeline.SendReport(Encoding.UTF8.GetBytes(SyntheticHl7.Write(study, spec.View, tooLong, new SyntheticHl7Options())))).ShouldContain("characters, and at most 1,000,000 are read.");

        await pipeline.SendImage(spec);
        (await pipeline.SendReport(SyntheticHl7.Encode(spec))).ShouldContain("MSA|AA|");
        (await pipeline.CaseAtRest(study.SopInstanceUid)).State.ShouldBe(CaseState.Delivered);
    }

    [Fact]
    public async Task An_event_that_only_names_an_image_fetches_it_from_the_PACS()
    {
        var (pipeline, broker) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        var orthanc = await servers.Orthanc();
        var spec = Bilateral with { Seed = 23 };
        var study = SyntheticStudy.Of(spec);
        await orthanc.Upload(await File.ReadAllBytesAsync(await pipeline.WriteImage(spec), TestContext.Current.CancellationToken));

        await Amqp.Publish(broker, "causalclipseg.image-arrived", new
        {
            studyInstanceUid = study.StudyInstanceUid, seriesInstanceUid = study.SeriesInstanceUid, sopInstanceUid = study.SopInstanceUid,
        });
        await Amqp.Publish(broker, "causalclipseg.report-arrived", new { accessionNumber = study.AccessionNumber, text = SyntheticReport.Of(spec).Text });

        (await pipeline.CaseAtRest(study.SopInstanceUid)).State.ShouldBe(CaseState.Delivered);
    }

    [Fact]
    public async Task The_queues_of_foreign_events_are_quorum_queues()
    {
        var (pipeline, broker) = await PipelineUnderTest.Real(servers);
        await using var _ = pipeline;
        var rabbit = await servers.RabbitMq();
        var listed = await rabbit.Control("list_queues", "-p", broker.AbsolutePath.TrimStart('/'), "name", "type");
        listed.ShouldMatch(@"causalclipseg\.image-arrived\s+quorum");
        listed.ShouldMatch(@"causalclipseg\.report-arrived\s+quorum");
    }
}
