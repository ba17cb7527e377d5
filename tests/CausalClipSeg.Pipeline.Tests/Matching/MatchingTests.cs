using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Matching;
using CausalClipSeg.Pipeline.Tests.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Tests.Matching;

/// <summary>The rungs of the ladder, each from the report's end and from the image's.</summary>
public sealed class MatchingTests(RealServers servers)
{
    private static readonly DateTimeOffset _taken = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_study_UID_in_the_report_decides_whatever_else_it_carries()
    {
        await Check(new(), [Study("1.1", "A1"), Study("1.2", "A2")], Report(study: "1.2", accession: "A1"), ["1.2"], "Study Instance UID in the report.");
        await Check(new(), [Study("1.1", "A1")], Report(study: "1.9", accession: "A1"), [], "No image of study 1.9 has arrived yet.");
    }

    [Fact]
    public async Task An_accession_number_brings_each_radiograph_of_each_study_that_carries_it() =>
        await Check(new(), [Study("1.1", "A1"), Study("1.2", "A1"), Study("1.3", "A2")], Report(accession: "A1"), ["1.1", "1.2"], "Accession number A1, which 2 studies carry.");

    [Fact]
    public async Task A_report_on_several_orders_brings_all_their_studies()
    {
        var report = Report(accession: "A1");
        report.References.Add(new() { ReportVersionId = report.Id, Kind = ReferenceKind.Accession, Value = "A2" });
        await Check(new(), [Study("1.1", "A1"), Study("1.2", "A2")], report, ["1.1", "1.2"], "Accession number A1, A2, which 2 studies carry.");
    }

    [Fact]
    public async Task An_accession_number_of_another_patients_study_needs_a_person()
    {
        await Check(new(), [Study("1.1", "A1", patient: "P2")], Report(accession: "A1"), [], "belongs to a study of another patient", needsPerson: true);
        await Check(new() { CheckPatient = false }, [Study("1.1", "A1", patient: "P2")], Report(accession: "A1"), ["1.1"], "Accession number A1.");
    }

    [Fact]
    public async Task A_study_that_the_report_names_and_that_is_another_patients_needs_a_person()
    {
        await Check(new(), [Study("1.1", "A1", patient: "P2")], Report(study: "1.1", accession: "A1"), [], "Study 1.1, which the report names, is of another patient than the report's.", needsPerson: true);
        await Check(new(), [Study("1.1", "A1", patient: "P2"), Study("1.2", "A2", patient: " p1 ")], Naming("1.1", "1.2"), ["1.2"], "Study Instance UID in the report.");
        await Check(new(), [Study("1.1", "A1", patient: null)], Report(study: "1.1"), ["1.1"], "Study Instance UID in the report.");
        await Check(new() { CheckPatient = false }, [Study("1.1", "A1", patient: "P2")], Report(study: "1.1"), ["1.1"], "Study Instance UID in the report.");

        static ReportVersion Naming(string first, string second)
        {
            var report = Report(study: first);
            report.References.Add(new() { ReportVersionId = report.Id, Kind = ReferenceKind.Study, Value = second });
            return report;
        }
    }

    [Fact]
    public async Task The_requested_procedure_finds_the_patients_study_where_no_accession_does()
    {
        await Check(new(), [Study("1.1", null, procedure: "RP1"), Study("1.2", null, procedure: "RP1", patient: "P2")], Report(procedure: "RP1"), ["1.1"], "Requested procedure RP1 of the report's patient.");
        await Check(new(), [Study("1.1", "OTHER", procedure: "RP1")], Report(accession: "A1", procedure: "RP1"), [], "No image with accession number A1");
    }

    [Fact]
    public async Task Patient_and_time_match_only_where_the_site_allows_it_and_only_one_study()
    {
        Study[] one = [Study("1.1", null, at: _taken.AddMinutes(20)), Study("1.2", null, at: _taken.AddHours(9)), Study("1.3", null, patient: "P2", at: _taken)];
        await Check(new(), one, Report(observed: _taken), [], "has arrived yet");
        await Check(new() { PatientWindowMinutes = 60 }, one, Report(observed: _taken), ["1.1"], "Patient and time, within 60 minutes.");
        await Check(new() { PatientWindowMinutes = 60 }, [Study("1.1", "B7", at: _taken)], Report(accession: "A1", observed: _taken), [], "No image with accession number A1");
        await Check(new() { PatientWindowMinutes = 60 }, [Study("1.1", null, at: _taken), Study("1.2", null, at: _taken.AddMinutes(5))], Report(observed: _taken), [], "2 studies of the report's patient", needsPerson: true);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Numbers_that_were_merged_are_one_patient_on_every_rung_and_from_both_ends(DatabaseProvider provider)
    {
        var options = new MatchingOptions { PatientWindowMinutes = 60 };
        foreach (var (prior, surviving) in new[] { ("P1", "P2"), ("P2", "P1"), ("p2", "P1") })
        {
            var merge = Merge(prior, surviving);
            await Check(options, [Study("1.1", "A1", patient: "P2"), Study("1.2", "A1", patient: "P3")], Report(study: "1.1"), ["1.1"], "Study Instance UID in the report.", provider: provider, merges: merge);
            await Check(options, [Study("1.1", "A1", patient: "P2"), Study("1.2", "A1", patient: "P3")], Report(accession: "A1"), ["1.1"], "Accession number A1.", provider: provider, merges: merge);
            await Check(options, [Study("1.1", null, procedure: "RP1", patient: "P2"), Study("1.2", null, procedure: "RP1", patient: "P3")], Report(procedure: "RP1"), ["1.1"], "Requested procedure RP1", provider: provider, merges: merge);
            await Check(options, [Study("1.1", null, patient: "P2", at: _taken), Study("1.2", null, patient: "P3", at: _taken)], Report(observed: _taken), ["1.1"], "Patient and time", provider: provider, merges: merge);
        }
    }

    [Fact]
    public async Task Merges_lead_on_and_one_that_was_taken_back_leads_nowhere()
    {
        PatientMerge[] chain = [Merge("P2", "P3"), Merge("P1", "P3"), Merge("P4", "P2")];
        await Check(new(), [Study("1.1", "A1", patient: "P4")], Report(accession: "A1"), ["1.1"], "Accession number A1.", merges: chain);
        chain[0].TakeBack("an operator", Sample.Now);
        await Check(new(), [Study("1.1", "A1", patient: "P4")], Report(accession: "A1"), [], "belongs to a study of another patient", needsPerson: true, merges: chain);
    }

    private static PatientMerge Merge(string prior, string surviving) => PatientMerge.Of(prior, surviving, null, "RIS|H|M1", null, Sample.Now);

    [Fact]
    public async Task A_replaced_version_of_a_report_is_not_brought_by_an_image()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Sqlite, servers);
        await using var db = database.Open();
        var (old, current) = (Report(accession: "A1"), Report(accession: "A1", version: 2));
        old.SupersedeBy(current);
        db.AddRange(Study("1.1", "A1"), Image("1.1"), current, old);
        await db.SaveChangesAsync(Cancel);
        (await Matcher(new()).ReportsForAsync(db, Image("1.1"), Cancel)).Select(matched => matched.Report.Version).ShouldBe([2]);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_a_patient_has_of_old_reports_costs_a_new_image_no_statement_and_no_lock(DatabaseProvider provider)
    {
        var options = new MatchingOptions { PatientWindowMinutes = 60 };
        var bare = await LookAsync(0);
        (await LookAsync(10)).ShouldBe(bare);
        (await LookAsync(100)).ShouldBe(bare);
        bare.Keys.ShouldBe("P1/own, P1/procedure, P1/time");

        async Task<(int Statements, string Keys, string Matched)> LookAsync(int old)
        {
            await using var database = await TestDatabase.Migrated(provider, servers);
            await using (var db = database.Open())
            {
                db.AddRange(Study("1.1", "A1", procedure: "RP1", at: _taken), Image("1.1"), Report(accession: "A1", key: "P1/own"), Report(procedure: "RP1", key: "P1/procedure"), Report(observed: _taken, key: "P1/time"));
                for (var i = 0; i < old; i++)
                    db.AddRange(OldReports(i));
                await db.SaveChangesAsync(Cancel);
            }
            var statements = new CountedStatements();
            await using var counted = statements.Open(database.Options);
            var keys = await Matcher(options).KeysForAsync(counted, "1.1", Cancel);
            await SubjectLock.TakeAllAsync(counted, keys, Cancel);
            var matched = await Matcher(options).ReportsForAsync(counted, Image("1.1"), Cancel);
            matched.ShouldAllBe(m => m.Match.Images.Single().StudyInstanceUid == "1.1");
            return (statements.Count, string.Join(", ", keys), string.Join(", ", matched.Select(m => m.Report.ReportKey)));
        }
    }

    // Of years ago: matched by accession number, by requested procedure and by time; waiting for an order, for a procedure and for a time.
    private static object[] OldReports(int i)
    {
        var then = _taken.AddDays(-10 - i);
        ReportVersion[] reports =
        [
            Report(accession: $"M{i}", key: $"P1/M{i}"), Report(procedure: $"RP-M{i}", key: $"P1/R{i}"), Report(observed: then, key: $"P1/T{i}"),
            Report(accession: $"W{i}", procedure: "RP1", observed: _taken, key: $"P1/W{i}"), Report(procedure: $"RP-W{i}", key: $"P1/V{i}"), Report(observed: then.AddYears(-1), key: $"P1/U{i}"),
        ];
        foreach (var matched in reports[..3])
            matched.Match($"1.2.{i}", "found");
        return [Study($"1.2.{i}", $"M{i}", procedure: $"RP-M{i}", at: then), Image($"1.2.{i}"), .. reports];
    }

    [Fact]
    public async Task Several_subjects_are_locked_in_one_statement_until_the_transaction_ends()
    {
        await using var database = await TestDatabase.Migrated(DatabaseProvider.Postgres, servers);
        await database.Store.InTransactionAsync(async db =>
        {
            await SubjectLock.TakeAllAsync(db, [], Cancel);
            await SubjectLock.TakeAllAsync(db, ["P1/a", "P1/b", "P1/c"], Cancel);
            (await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()").SingleAsync(Cancel)).ShouldBe(3);
        }, Cancel);
    }

    // Both orders of arrival: from the report to its images, and from each image to the report.
    private async Task Check(
        MatchingOptions options, Study[] studies, ReportVersion report, string[] expected, string reason, bool needsPerson = false, DatabaseProvider provider = DatabaseProvider.Sqlite, params PatientMerge[] merges)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await using var db = database.Open();
        db.PatientMerges.AddRange(merges);
        db.AddRange(studies.Select(study => (object)study).Concat(studies.Select(study => Image(study.StudyInstanceUid))).Append(report));
        await db.SaveChangesAsync(Cancel);
        var match = await Matcher(options).FindAsync(db, report, Cancel);
        match.Images.Select(image => image.StudyInstanceUid).ShouldBe(expected);
        match.Reason.ShouldContain(reason);
        match.NeedsPerson.ShouldBe(needsPerson);
        foreach (var study in studies)
        {
            var back = await Matcher(options).ReportsForAsync(db, Image(study.StudyInstanceUid), Cancel);
            back.Any(matched => !matched.Match.NeedsPerson).ShouldBe(expected.Contains(study.StudyInstanceUid), study.StudyInstanceUid);
        }
    }

    private static Matcher Matcher(MatchingOptions options) => new(new MatchingLadder(Options.Create(options)));

    private static SourceImage Image(string study) => Sample.Image($"{study}.9", study);

    private static Study Study(string uid, string? accession, string? patient = "P1", string? procedure = null, DateTimeOffset? at = null) =>
        new() { StudyInstanceUid = uid, AccessionNumber = accession, PatientId = patient, RequestedProcedureId = procedure, StudyTime = at, FirstSeenAt = Sample.Now };

    private static ReportVersion Report(string? study = null, string? accession = null, string? procedure = null, DateTimeOffset? observed = null, int version = 1, string key = "K")
    {
        var report = new ReportVersion
        {
            ReportKey = key, Version = version, Status = ReportStatus.Final, Text = "x", ContentHash = new string('1', 64), Source = "RIS", ReceivedAt = Sample.Now,
            ClaimedStudyInstanceUid = study, AccessionNumber = accession, RequestedProcedureId = procedure, PatientId = "P1", ObservedAt = observed,
        };
        if (study is not null) report.References.Add(new() { ReportVersionId = report.Id, Kind = ReferenceKind.Study, Value = study });
        if (accession is not null) report.References.Add(new() { ReportVersionId = report.Id, Kind = ReferenceKind.Accession, Value = accession });
        return report;
    }
}
