using System.Text.Json;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Datasets;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Models;
using CausalClipSeg.Pipeline.Promotion;
using CausalClipSeg.Pipeline.Retraining;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Persistence;
using CsCheck;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests.Learning;

/// <summary>Snapshots: immutable, of stated rule, and with a test side that stays what it is.</summary>
public sealed class SplitTests(SmallChampion champion) : IClassFixture<SmallChampion>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_patients_side_depends_on_nobody_else() =>
        Gen.Select(Gen.String[1, 20], Gen.String[8, 30]).Sample((patient, key) =>
            new PatientSplit(key).SideOf(patient) == new PatientSplit(key).SideOf(" " + patient + " ") || patient.Trim() != patient, iter: 500);

    [Fact]
    public void About_a_fifth_of_the_patients_is_set_aside() =>
        Enumerable.Range(0, 5000).Count(i => new PatientSplit("causalclipseg split 1").SideOf($"P{i}") == SplitSide.Test).ShouldBeInRange(900, 1100);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_patient_once_on_the_test_side_never_trains_in_any_later_snapshot_whatever_arrives(int seed)
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        var maker = hospital.Services.GetRequiredService<SnapshotMaker>();
        var tested = new HashSet<string>();
        foreach (var arrivals in Arrivals(new Random(seed)))
        {
            await hospital.Import(arrivals);
            // Somebody's identifier is corrected.
            await hospital.Store.InTransactionAsync(async db =>
            {
                var study = await db.Studies.OrderBy(s => s.StudyInstanceUid).Skip(arrivals.Count % 3).FirstAsync(Cancel);
                study.PatientId = $"corrected-{arrivals.Min()}";
            }, Cancel);
            var lines = ManifestLine.Read(hospital.File((await maker.MakeAsync(Cancel)).Path));
            lines.Where(l => l.Split != SplitSide.Test).Select(l => l.ImageSha256).ShouldNotContain(sha => tested.Contains(sha));
            lines.GroupBy(l => l.Patient).ShouldAllBe(patient => patient.Select(l => l.Split).Distinct().Count() == 1);
            tested.UnionWith(lines.Where(l => l.Split == SplitSide.Test).Select(l => l.ImageSha256));
        }
        tested.ShouldNotBeEmpty();
    }

    /// <summary>Five months, each of some patients in any order, many of them again.</summary>
    private static IEnumerable<IReadOnlyList<int>> Arrivals(Random random) =>
        Enumerable.Range(0, 5).Select(_ => (IReadOnlyList<int>)[.. Enumerable.Range(0, random.Next(8, 20)).Select(_ => random.Next(60)).Distinct()]);

    [Fact]
    public async Task The_same_labels_make_the_same_snapshot_and_another_split_key_is_refused()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        await hospital.Import(Enumerable.Range(0, 12));
        var maker = hospital.Services.GetRequiredService<SnapshotMaker>();
        var first = await maker.MakeAsync(Cancel);
        (await maker.MakeAsync(Cancel)).Id.ShouldBe(first.Id);
        (first.Training + first.Validation + first.Test).ShouldBe(12);
        first.Rule.ShouldStartWith("Labels in force with a sentence, not excluded");
        JsonDocument.Parse(first.CountsJson).RootElement.GetProperty("finding").GetProperty("airspace-opacity").GetInt32().ShouldBe(12);

        var other = ActivatorUtilities.CreateInstance<SnapshotMaker>(hospital.Services, Microsoft.Extensions.Options.Options.Create(new DatasetOptions { SplitKey = "another key" }));
        (await Should.ThrowAsync<InvalidDataException>(() => other.MakeAsync(Cancel))).Message
            .ShouldBe("Datasets:SplitKey is not the key that earlier snapshots were split with, so test patients would train. Set the earlier key again, or bring back keys/split.key of Storage:Root.");
    }

    [Fact]
    public async Task A_label_stands_in_the_manifest_with_its_patients_sex_and_group_of_ages_by_which_candidates_are_judged()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        (await hospital.Import(
            hospital.Anonymised(1, "", (DicomTag.PatientSex, "F"), (DicomTag.PatientAge, "071Y")),
            hospital.Anonymised(2, "", (DicomTag.PatientSex, "M"), (DicomTag.PatientBirthDate, "20000615"), (DicomTag.StudyDate, "20180614")),
            hospital.Anonymised(3))).ShouldBeEmpty();

        var made = await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel);

        ManifestLine.Read(hospital.File(made.Path)).Select(l => (l.Sex, l.Age)).ShouldBe([("F", "65 and above"), ("M", "below 18"), ("unknown", "unknown")], ignoreOrder: true);
        JsonDocument.Parse(made.CountsJson).RootElement.GetProperty("patientAge").GetProperty("65 and above").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void A_manifest_of_before_the_patients_sex_and_age_were_kept_is_read_as_one_that_does_not_know_them()
    {
        using var folder = new TemporaryFolder("manifest");
        File.WriteAllText(folder.File(ManifestLine.FileName), """
            {"split":"test","image":"a.png","mask":"b.png","text":"t","imageSha256":"1","maskSha256":"2","patient":"p","verdict":"drawn","finding":"pneumonia","side":"left","device":"Acme DX"}
            """);

        ManifestLine.Read(folder.Path).ShouldHaveSingleItem().ShouldSatisfyAllConditions(l => l.Sex.ShouldBe("unknown"), l => l.Age.ShouldBe("unknown"), l => l.Device.ShouldBe("Acme DX"));
    }

    [Fact]
    public async Task Labels_that_may_not_be_used_stay_out_and_are_counted()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        await hospital.Import([1]);
        await hospital.Import([2], use: "research");
        await hospital.Import([3], use: "none");
        await hospital.Import([4]);
        await hospital.Exclude(4, "consent taken back");
        var made = await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel);
        (made.Training + made.Validation + made.Test).ShouldBe(1);
        var leftOut = JsonDocument.Parse(made.CountsJson).RootElement.GetProperty("leftOut");
        leftOut.GetProperty("not for this use").GetInt32().ShouldBe(2);
        leftOut.GetProperty("excluded").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_nearly_equal_picture_of_another_patient_leaves_the_training_side_with_a_report()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        var tested = Enumerable.Range(0, 50).First(number => SmallHospital.IsTest(SmallCase.Of(number).Patient));
        var trained = Enumerable.Range(0, 50).First(number => !SmallHospital.IsTest(SmallCase.Of(number).Patient));
        await hospital.Import([tested, trained]);
        await hospital.ImportCopy(tested, SmallCase.Of(trained).Patient, change: pixel => (byte)Math.Min(255, pixel + 6));
        var made = await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel);
        (made.Training + made.Validation, made.Test).ShouldBe((1, 1));
        File.ReadAllText(Path.Combine(hospital.File(made.Path), "duplicates.json")).ShouldContain("removed");
        JsonDocument.Parse(made.CountsJson).RootElement.GetProperty("removedDuplicates").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Readers_who_disagree_too_much_are_left_out_until_one_changes()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        await hospital.Import([1], reader: "first");
        await hospital.Import([1], reader: "second", corrupt: spec => spec with { Zone = (spec.Zone + 1) % 3 }, everybody: true);
        var made = await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel);
        (made.Training + made.Validation + made.Test).ShouldBe(0);
        made.CountsJson.ShouldContain("readers disagree");
        (await hospital.Read(db => db.LabelDisagreements.SingleAsync())).Dice.ShouldBeLessThan(0.1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ANON")]
    public async Task Anonymised_files_are_split_by_the_patients_of_the_manifest(string patientId)
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        var lines = Enumerable.Range(0, 12).Select(number => hospital.Anonymised(number, patientId)).ToList();
        (await hospital.Import([.. lines.Select((line, i) => line with { Patient = $"patient {i / 6}" })])).ShouldBeEmpty();
        (await hospital.Import(lines[0] with { Patient = "somebody else" })).ShouldHaveSingleItem().ShouldEndWith("were imported as another patient's than this line's. Give one patient to all lines of a study.");
        var made = await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel);
        ManifestLine.Read(hospital.File(made.Path)).GroupBy(line => line.Patient).Select(patient => patient.Count()).ShouldBe([6, 6]);
    }

    [Fact]
    public async Task A_patient_who_is_known_by_an_ID_gets_no_second_name_from_a_manifest()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        (await hospital.Import(hospital.Anonymised(1, "4711") with { Patient = null })).ShouldBeEmpty();
        (await hospital.Import(hospital.Anonymised(2, "4711") with { Patient = "P-1" })).ShouldHaveSingleItem().ShouldContain("Leave patient out of the line, or write the Patient ID there.");
        (await hospital.Import(hospital.Anonymised(3, "4711") with { Patient = "4711" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_line_whose_files_are_missing_or_damaged_is_refused_and_the_others_are_imported()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        var (first, second, third) = (hospital.Anonymised(1), hospital.Anonymised(2), hospital.Anonymised(3));
        await File.WriteAllBytesAsync(Path.Combine(Path.GetDirectoryName(hospital.Root)!, third.Image), new byte[100], Cancel);
        var refused = await hospital.Import(first with { Mask = "none.png" }, third, second);
        refused.Count.ShouldBe(2);
        refused[0].ShouldStartWith($"{first.Image}: ");
        refused[1].ShouldStartWith($"{third.Image}: ");
        (await hospital.Read(db => db.Labels.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task A_mask_that_one_reader_takes_for_the_lesion_and_another_calls_wrong_sided_is_in_dispute()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        await hospital.Import([1, 2], reader: "first");
        await hospital.Store.InTransactionAsync(async db =>
        {
            var said = await db.Labels.OrderBy(l => l.Id).FirstAsync(Cancel);
            db.Labels.Add(new LabelRecord
            {
                SopInstanceUid = said.SopInstanceUid, SegmentNumber = 1, Verdict = LabelVerdict.WrongSide, ReferringText = said.ReferringText, Mask = said.Mask, Rows = said.Rows, Columns = said.Columns,
                Source = "review", Role = "radiologist", Reader = "second", CreatedAt = said.CreatedAt.AddMinutes(1),
            });
        }, Cancel);
        var made = await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel);
        (made.Training + made.Validation + made.Test).ShouldBe(1);
        JsonDocument.Parse(made.CountsJson).RootElement.GetProperty("leftOut").GetProperty("readers disagree").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task An_image_whose_file_is_damaged_leaves_itself_out()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        await hospital.Import([1, 2, 3]);
        var file = await hospital.Read(db => db.SourceImages.Select(i => i.FilePath).FirstAsync());
        using (var stream = new FileStream(hospital.File(file), FileMode.Open))
            stream.SetLength(100);
        var made = await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel);
        (made.Training + made.Validation + made.Test).ShouldBe(2);
        made.CountsJson.ShouldContain($"The image {file} is damaged or missing.");
    }

    [Fact]
    public async Task Merged_numbers_are_one_patient_from_then_on_and_what_was_frozen_stays()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        var tested = SmallCase.Of(Enumerable.Range(0, 50).First(number => SmallHospital.IsTest(SmallCase.Of(number).Patient)));
        var trained = SmallCase.Of(Enumerable.Range(0, 50).First(number => !SmallHospital.IsTest(SmallCase.Of(number).Patient)));
        await hospital.Import([tested.Number, trained.Number]);
        var maker = hospital.Services.GetRequiredService<SnapshotMaker>();
        var before = await maker.MakeAsync(Cancel);
        (before.Training + before.Validation, before.Test).ShouldBe((1, 1));
        var manifest = File.ReadAllText(Path.Combine(hospital.File(before.Path), ManifestLine.FileName));

        // The tested one's images were frozen: the side stays with the person, whichever number survives.
        await Merge(hospital, tested.Patient, trained.Patient);
        var after = await maker.MakeAsync(Cancel);

        ManifestLine.Read(hospital.File(after.Path)).Select(line => (line.Patient, line.Split)).ShouldBe(Enumerable.Repeat((SmallHospital.PatientKey(trained.Patient), SplitSide.Test), 2));
        File.ReadAllText(Path.Combine(hospital.File(before.Path), ManifestLine.FileName)).ShouldBe(manifest);
    }

    [Fact]
    public async Task An_exclusion_of_a_patient_holds_for_all_numbers_whenever_they_were_merged()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        var shelf = hospital.Services.GetRequiredService<LabelShelf>();
        await hospital.Import(Enumerable.Range(0, 5));
        await Merge(hospital, SmallCase.Of(1).Patient, SmallCase.Of(2).Patient);
        (await shelf.ExcludePatientAsync(SmallCase.Of(1).Patient, "consent taken back", SmallHospital.Tester, Cancel)).ShouldBe(2);
        await hospital.Import([2], reader: "later");
        (await hospital.Read(db => db.Labels.CountAsync(l => l.ExcludedAt != null))).ShouldBe(3, "what comes later under the other number is out as well");

        var late = await Merge(hospital, SmallCase.Of(2).Patient, SmallCase.Of(3).Patient);
        await hospital.Store.InTransactionAsync(db => shelf.ExcludeMergedAsync(db, late, Cancel), Cancel);
        (await hospital.Read(db => db.Labels.CountAsync(l => l.ExcludedAt != null))).ShouldBe(4, "what lies under a number that is merged later is out as well");
        (await hospital.Read(db => db.AuditRecords.OrderBy(a => a.Sequence).Select(a => a.Event).ToListAsync())).ShouldBe(["labels-excluded", "labels-excluded"]);
        (await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel)).ShouldSatisfyAllConditions(made => (made.Training + made.Validation + made.Test).ShouldBe(2));
    }

    [Fact]
    public async Task An_exclusion_of_a_patient_holds_for_the_lines_of_a_manifest_that_name_any_of_the_numbers_however_they_are_written()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        await Merge(hospital, "OLD", "NEW");
        (await hospital.Import(hospital.Anonymised(0) with { Patient = "Old" }, hospital.Anonymised(1) with { Patient = " new " }, hospital.Anonymised(2) with { Patient = "other" })).ShouldBeEmpty();
        (await hospital.Services.GetRequiredService<LabelShelf>().ExcludePatientAsync("oLD", "consent taken back", SmallHospital.Tester, Cancel)).ShouldBe(2);
        (await hospital.Import(hospital.Anonymised(3) with { Patient = "NeW" }, hospital.Anonymised(4) with { Patient = "OLD" }, hospital.Anonymised(5) with { Patient = "another" })).ShouldBeEmpty();
        (await hospital.Read(db => db.Labels.CountAsync(l => l.ExcludedAt != null))).ShouldBe(4);
        (await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel)).ShouldSatisfyAllConditions(made => (made.Training + made.Validation + made.Test).ShouldBe(2));
    }

    [Fact]
    public async Task Lines_of_a_manifest_are_of_one_patient_whichever_of_the_merged_numbers_they_and_their_files_name()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        await Merge(hospital, "OLD", "MIDDLE");
        var error = await Merge(hospital, "MIDDLE", "NEW");
        var first = hospital.Anonymised(0) with { Patient = "OLD" };
        (await hospital.Import(first, hospital.Anonymised(1) with { Patient = " old " }, hospital.Anonymised(2) with { Patient = "Middle" }, hospital.Anonymised(3) with { Patient = "NEW" })).ShouldBeEmpty();
        (await Patients(hospital)).ShouldBe([SmallHospital.PatientKey("NEW")]);
        (await hospital.Import(first with { Patient = "new", Reader = "second" })).ShouldBeEmpty("the study is of the same patient");
        (await hospital.Import(hospital.Anonymised(4, "NEW") with { Patient = null }, hospital.Anonymised(5, "NEW") with { Patient = "OLD" })).ShouldBeEmpty("the line names the file's patient");
        (await hospital.Import(hospital.Anonymised(6, "MIDDLE") with { Patient = "P-1" })).ShouldHaveSingleItem().ShouldContain("Leave patient out of the line, or write the Patient ID there.");
        var picture = hospital.Anonymised(7) with { Image = "P0007.png", Patient = "OLD" };
        (await hospital.Import(picture, picture with { Patient = "NEW", Reader = "second" })).ShouldBeEmpty("the same file is the same object");
        (await Patients(hospital)).ShouldBe([SmallHospital.PatientKey("NEW")]);

        await hospital.Store.InTransactionAsync(async db => (await db.PatientMerges.SingleAsync(m => m.Id == error.Id, Cancel)).TakeBack("a test", DateTimeOffset.UtcNow), Cancel);
        (await Patients(hospital)).ShouldBe([SmallHospital.PatientKey("MIDDLE"), SmallHospital.PatientKey("NEW")], ignoreOrder: true);
        (await hospital.Import(first with { Patient = "NEW", Reader = "third" })).ShouldHaveSingleItem().ShouldContain("were imported as another patient's than this line's.");
    }

    /// <summary>As the manifest of a new snapshot names them.</summary>
    private static async Task<IEnumerable<string>> Patients(SmallHospital hospital) =>
        ManifestLine.Read(hospital.File((await hospital.Services.GetRequiredService<SnapshotMaker>().MakeAsync(Cancel)).Path)).Select(line => line.Patient).Distinct();

    private static async Task<PatientMerge> Merge(SmallHospital hospital, string prior, string surviving)
    {
        var merge = PatientMerge.Of(prior, surviving, null, "RIS|H|M1", null, DateTimeOffset.UtcNow);
        await hospital.Store.InTransactionAsync(db => db.PatientMerges.AddAsync(merge, Cancel).AsTask(), Cancel);
        return merge;
    }

    [Fact]
    public async Task An_exclusion_holds_for_labels_that_come_later()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        await hospital.Import([1], reader: "first");
        await hospital.Exclude(1, "consent taken back");
        await hospital.Import([1], reader: "second");
        (await hospital.Read(db => db.Labels.Select(l => l.ExclusionReason).ToListAsync())).ShouldBe(["consent taken back", "consent taken back"]);
        var audited = await hospital.Read(db => db.AuditRecords.SingleAsync());
        (audited.Event, audited.Actor).ShouldBe(("labels-excluded", "a test"));
    }

    [Fact]
    public async Task A_patient_who_is_excluded_stays_out_is_named_in_the_models_and_his_pictures_leave_the_disk_with_the_old_snapshots()
    {
        await using var hospital = new SmallHospital(champion.Bundle, ("Storage:KeepSnapshots", "1"), ("Storage:KeepRuns", "0"));
        await hospital.Migrate();
        var first = (await hospital.Services.GetRequiredService<ChampionModel>().GetAsync(Cancel)).Record;
        var (maker, shelf, learnt) = (hospital.Services.GetRequiredService<SnapshotMaker>(), hospital.Services.GetRequiredService<LabelShelf>(), hospital.Services.GetRequiredService<LearntModels>());
        await hospital.Import(Enumerable.Range(0, 12));
        var old = await maker.MakeAsync(Cancel);
        var line = ManifestLine.Read(hospital.File(old.Path)).First(l => l.Split == SplitSide.Train);
        var patient = Enumerable.Range(0, 12).First(n => SmallHospital.PatientKey(SmallCase.Of(n).Patient) == line.Patient);
        var trained = Model("trained", first.Id, 1);
        var grandchild = Model("grandchild", trained.Id, 2);
        await hospital.Store.InTransactionAsync(async db =>
        {
            db.Models.AddRange(trained, grandchild);
            var run = new TrainingRun { Trigger = "test", RequestedAt = DateTimeOffset.UtcNow, SnapshotId = old.Id };
            run.Succeed(trained.Id, DateTimeOffset.UtcNow);
            await db.TrainingRuns.AddAsync(run, Cancel);
            Directory.CreateDirectory(hospital.File($"runs/{run.Id:n}"));
        }, Cancel);
        (await learnt.OfExcludedAsync(Cancel)).ShouldBeEmpty();

        (await shelf.ExcludePatientAsync("nobody", "consent taken back", SmallHospital.Tester, Cancel)).ShouldBeNull();
        (await shelf.ExcludePatientAsync(SmallCase.Of(patient).Patient, "consent taken back", SmallHospital.Tester, Cancel)).ShouldBe(1);
        await hospital.Import([patient], reader: "later");
        (await hospital.Read(db => db.Labels.CountAsync(l => l.ExcludedAt != null))).ShouldBe(2, "what comes later is out as well");
        var latest = await maker.MakeAsync(Cancel);
        (latest.Training + latest.Validation + latest.Test).ShouldBe(11);
        await Learnt();

        var clock = new StandingClock { Now = DateTimeOffset.UtcNow.AddDays(20) };
        var files = hospital.Services.GetRequiredService<InstanceStore>();
        using var retention = ActivatorUtilities.CreateInstance<LearningRetention>(hospital.Services, clock, new PicturePool(files, clock));
        (await retention.PurgeAsync(Cancel)).ShouldBe(new Purged(0, 0, 0, 0, 0), "nothing is old enough");
        clock.Now = DateTimeOffset.UtcNow.AddDays(40);
        (await retention.PurgeAsync(Cancel)).ShouldBe(new Purged(0, 1, 0, 1, 2), "the run's folder, the old snapshot, and the picture and mask that only it names");
        File.Exists(Path.Combine(hospital.File(old.Path), line.Image)).ShouldBeFalse();
        ManifestLine.Read(hospital.File(latest.Path)).ShouldAllBe(l => File.Exists(Path.Combine(hospital.File(latest.Path), l.Image)));
        (await retention.PurgeAsync(Cancel)).ShouldBe(new Purged(0, 0, 0, 0, 0));
        await Learnt();

        async Task Learnt() => (await learnt.OfExcludedAsync(Cancel)).Select(m => (m.Version, m.Labels, m.Through)).ShouldBe([("trained", 1, "trained"), ("grandchild", 1, "trained")]);

        ModelRecord Model(string version, Guid parent, int minutes)
        {
            var model = new ModelRecord
            {
                Name = "small", Version = version, WeightsSha256 = first.WeightsSha256, Path = first.Path, ParentId = parent, CreatedAt = first.CreatedAt.AddMinutes(minutes),
            };
            model.Reject("a test");
            return model;
        }
    }

    [Fact]
    public async Task What_a_reader_said_earlier_does_not_replace_what_he_said_later_whenever_it_arrives()
    {
        await using var hospital = new SmallHospital(champion.Bundle);
        await hospital.Migrate();
        var line = hospital.Anonymised(1) with { Reader = "first" };
        var other = hospital.Anonymised(2) with { Image = line.Image, Text = line.Text, Patient = line.Patient, Reader = "first", At = new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        (await hospital.Import(line, other, other)).ShouldBeEmpty();
        var labels = await hospital.Read(db => db.Labels.OrderBy(l => l.CreatedAt).ToListAsync());
        labels.Select(l => l.SupersededById is null).ShouldBe([false, true]);
        (await hospital.Import(other with { Reader = null, At = null }, line with { Reader = null })).ShouldBeEmpty();
        (await hospital.Read(db => db.Labels.CountAsync(l => l.SupersededById == null))).ShouldBe(3, "nobody knows whether two without a name are one person");
    }
}
