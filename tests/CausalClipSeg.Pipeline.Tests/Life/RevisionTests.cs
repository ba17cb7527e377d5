using System.Text;
using CausalClipSeg.Benchmarks.Faults;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Synthetic;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>What corrections and late images leave in the archive: exactly what the last state calls for.</summary>
public sealed class RevisionTests
{
    private static readonly SyntheticCase Spec = new(91, 256, 240) { RightZones = LungZones.Lower, LeftZones = LungZones.Lower };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_preliminary_a_final_a_corrected_report_and_a_withdrawal_leave_three_rejected_SEGs_each_naming_the_one_before()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(("Intake:RunPreliminary", "true"), ("Pacs:RejectionNotes", "true"));
        var study = SyntheticStudy.Of(Spec);
        await pipeline.SendImage(Spec);
        string[] sentences = ["Airspace opacity in the right lower lobe.", "Airspace opacity in the left lower lobe.", "Airspace opacity in both lower lobes."];
        var delivered = new List<SegmentationCase>();
        foreach (var (status, sentence) in new[] { "P", "F", "C" }.Zip(sentences))
        {
            (await pipeline.SendReport(Report(study, status, delivered.Count + 1, sentence))).ShouldContain("MSA|AA|");
            delivered.Add(await Eventually.Get($"the SEG of {status}", () => pipeline.Read(db =>
                db.Cases.SingleOrDefaultAsync(c => c.Revision == delivered.Count + 1 && c.State == CaseState.Delivered))));
            await Eventually.True("one SEG that stands", async () => (await Standing(pipeline)).Select(s => s.Image).SequenceEqual([study.SopInstanceUid]));
            (await Standing(pipeline)).Single().Sentence.ShouldContain(sentence);
        }

        (await pipeline.SendReport(Report(study, "W", 4, ""))).ShouldContain("MSA|AA|");

        await Eventually.True("three rejected SEGs", () => pipeline.Read(db => db.Cases.AllAsync(c => c.RejectedAt != null)));
        (await Standing(pipeline)).ShouldBeEmpty();
        delivered.Select(c => c.PredecessorSegSopInstanceUid).ShouldBe([null, delivered[0].SegSopInstanceUid, delivered[1].SegSopInstanceUid]);
        (await pipeline.Read(db => db.Cases.OrderBy(c => c.Revision).Select(c => c.State).ToListAsync())).ShouldBe([CaseState.Superseded, CaseState.Superseded, CaseState.Withdrawn]);
        var notes = (await Objects(pipeline)).Where(o => o.GetSingleValue<string>(DicomTag.Modality) == "KO").ToDictionary(o => o.GetSingleValue<string>(DicomTag.SOPInstanceUID), o => o.GetSequence(DicomTag.ConceptNameCodeSequence).Items[0].GetString(DicomTag.CodeValue));
        (await pipeline.Read(db => db.Cases.OrderBy(c => c.Revision).Select(c => c.RejectionSopInstanceUid ?? "").ToListAsync())).ConvertAll(uid => notes[uid]).ShouldBe(["113001", "113001", "113037"], "the wrong patient is a matter of safety");
    }

    [Fact]
    public async Task A_late_image_of_the_same_view_opens_the_study_again_and_its_SEG_names_the_one_it_replaces()
    {
        await using var pipeline = await PipelineUnderTest.Embedded(("Intake:Images", "NewestOfEachView"), ("Intake:QuietSeconds", "1"), ("Pacs:RejectionNotes", "true"));
        var picture = new CasePicture(256);
        var first = picture.NewCase();
        var late = picture.Another(first);
        (await pipeline.Send(first.File)).IsStored.ShouldBeTrue();
        await pipeline.SendReport(first.Report());
        var replaced = await pipeline.CaseAtRest(first.Study.SopInstanceUid);
        replaced.State.ShouldBe(CaseState.Delivered, replaced.Reason);

        (await pipeline.Send(late.File)).IsStored.ShouldBeTrue();

        var newer = await pipeline.CaseAtRest(late.Study.SopInstanceUid);
        newer.State.ShouldBe(CaseState.Delivered, newer.Reason);
        (newer.PredecessorSegSopInstanceUid, newer.StudyRevision, replaced.StudyRevision).ShouldBe((replaced.SegSopInstanceUid, 2, 1));
        await Eventually.True("the replaced SEG rejected", () => pipeline.Read(db => db.Cases.AnyAsync(c => c.Id == replaced.Id && c.State == CaseState.Superseded && c.RejectedAt != null)));
        (await Standing(pipeline)).Select(s => s.Image).ShouldBe([late.Study.SopInstanceUid]);
    }

    /// <summary>Two systems of one hospital number their reports alike: the one must not take the other's result back.</summary>
    [Fact]
    public async Task A_report_of_another_patients_examination_under_the_same_number_replaces_nothing()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await pipeline.SendReport(Numbered("PAT1", "ACC1", "F", "Right lower lobe opacity."));
        await pipeline.SendReport(Numbered("PAT2", "ACC2", "F", "Clear lungs."));
        (await pipeline.Read(db => db.ReportVersions.CountAsync(v => v.SupersededById == null))).ShouldBe(2);

        await pipeline.SendReport(Numbered("PAT2", "ACC2", "F", "Left lower lobe opacity."));
        (await pipeline.Read(db => db.ReportVersions.Where(v => v.SupersededById == null).OrderBy(v => v.PatientId).Select(v => v.PatientId + " " + v.Version + " " + v.Text).ToListAsync()))
            .ShouldBe(["PAT1 1 Right lower lobe opacity.", "PAT2 2 Left lower lobe opacity."]);

        // A merged patient id, and a correction that moves the report, are the same report.
        await pipeline.SendReport(Numbered("PAT9", "ACC1", "F", "Right lower lobe opacity, unchanged."));
        await pipeline.SendReport(Numbered("PAT3", "ACC3", "C", "Right upper lobe opacity."));
        (await pipeline.Read(db => db.ReportVersions.Where(v => v.SupersededById == null).OrderBy(v => v.PatientId).Select(v => v.PatientId + " " + v.Version).ToListAsync()))
            .ShouldBe(["PAT2 2", "PAT3 3"]);

        static byte[] Numbered(string patient, string accession, string status, string text) => Encoding.ASCII.GetBytes(
            $"MSH|^~\\&|RIS|H|C|H|20260105120000||ORU^R01|{Guid.NewGuid():n}|P|2.5.1\rPID|1||{patient}\r"
            + $"OBR|1||F1|X||||||||||||||{accession}|||||||{status}\rOBX|1|TX|18748-4^^LN||{text}||||||{status}\r");
    }

    [Fact]
    public async Task Where_the_archive_takes_no_Key_Objects_a_replaced_SEG_is_marked_in_our_records()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        var study = SyntheticStudy.Of(Spec);
        await pipeline.SendImage(Spec);
        await pipeline.SendReport(Report(study, "F", 1, "Airspace opacity in the right lower lobe."));
        var first = await pipeline.CaseAtRest(study.SopInstanceUid);

        await pipeline.SendReport(Report(study, "C", 2, "Airspace opacity in the left lower lobe."));

        await Eventually.True("the second revision", () => pipeline.Read(db => db.Cases.AnyAsync(c => c.Revision == 2 && c.State == CaseState.Delivered)));
        var listed = await pipeline.Services.GetRequiredService<CaseQueries>().ListAsync(new CaseListing(10) { State = CaseState.Superseded }, Cancel);
        listed.Select(c => (c.Id, c.Reason)).ShouldBe([(first.Id, "Version 2 of the report replaced it.")]);
        (await Objects(pipeline)).ShouldAllBe(o => o.GetSingleValue<string>(DicomTag.Modality) == "SEG");
    }

    [Fact]
    public async Task A_dead_letter_that_nobody_looks_at_grows_old_where_the_alarm_looks()
    {
        await using var pipeline = await PipelineUnderTest.Embedded();
        await pipeline.Services.GetRequiredService<DeadLetters>().RecordAsync(new("causalclipseg.report-arrived", "Tried.", Guid.NewGuid(), "{}"u8.ToArray()), Cancel);

        var backlog = await pipeline.Read(db => Backlog.ReadAsync(db, TimeProvider.System.GetUtcNow().AddHours(3), Cancel));

        backlog.DeadLetters.ShouldBe(1);
        backlog.OldestDeadLetter.ShouldBeInRange(TimeSpan.FromHours(3), TimeSpan.FromHours(3.1));
    }

    private static byte[] Report(SyntheticStudy study, string status, int version, string text) => System.Text.Encoding.UTF8.GetBytes(
        SyntheticHl7.Write(study, Spec.View, text, new SyntheticHl7Options { Status = status, Version = version }));

    private static async Task<IReadOnlyList<(string Image, string Sentence)>> Standing(PipelineUnderTest pipeline) => PacsContent.Standing(await Objects(pipeline));

    /// <summary>What the local result store holds.</summary>
    private static async Task<List<DicomDataset>> Objects(PipelineUnderTest pipeline)
    {
        var objects = new List<DicomDataset>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(pipeline.Root, "results"), "*.dcm", SearchOption.AllDirectories))
            objects.Add((await DicomFile.OpenAsync(path)).Dataset);
        return objects;
    }
}
