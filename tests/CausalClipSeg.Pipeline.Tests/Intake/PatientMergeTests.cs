using System.Net;
using System.Text;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Audit;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Pipeline.Labels;
using CausalClipSeg.Pipeline.Matching;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Operations;
using CausalClipSeg.Pipeline.Pages;
using CausalClipSeg.Pipeline.Referring;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Synthetic;
using CausalClipSeg.Pipeline.Tests.Persistence;
using CausalClipSeg.Reports.Mllp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Tests;

/// <summary>Merges of patient numbers: what is kept of them, and what is looked at again.</summary>
public sealed class PatientMergeTests(RealServers servers)
{
    private static readonly AuditParticipant Operator = new("an operator of the tests", true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Merges_end_alike_in_whatever_order_and_however_often_they_come(DatabaseProvider provider)
    {
        await using var pipeline = await Pipeline(provider);
        (string Prior, string Surviving)[] told = [("A", "B"), ("B", "C"), ("D", "B"), ("C", "E")];
        foreach (var (order, i) in new[] { new[] { 0, 1, 2, 3 }, [3, 2, 1, 0], [1, 3, 0, 2] }.Select((order, i) => (order, i)))
        {
            foreach (var (prior, surviving) in order.Concat(order).Select(which => told[which]))
                (await Merge(pipeline, $"{prior}{i}", $"{surviving}{i}")).ShouldContain("MSA|AA");
            await using var db = pipeline.Services.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContext();
            var numbers = await PatientNumbers.OfAsync(db, [$"D{i}"], Cancel);
            foreach (var one in "ABCDE")
                numbers.Surviving($"{one}{i}").ShouldBe($"E{i}");
            numbers.AreOne($"a{i}", $" d{i} ").ShouldBeTrue();
            numbers.Of($"A{i}").Where(number => char.IsUpper(number[0])).ShouldBe([.. "ABCDE".Select(one => $"{one}{i}")], ignoreOrder: true);
        }
        (await pipeline.Store.ReadAsync(db => db.PatientMerges.CountAsync(Cancel), Cancel)).ShouldBe(3 * told.Length);
        (await pipeline.Store.ReadAsync(db => db.AuditRecords.CountAsync(a => a.Event == "patients-merged", Cancel), Cancel)).ShouldBe(3 * told.Length);
    }

    [Fact]
    public async Task What_contradicts_an_earlier_merge_is_refused_in_a_sentence_until_an_operator_takes_that_one_back()
    {
        await using var pipeline = await Pipeline(DatabaseProvider.Sqlite);
        await Merge(pipeline, "A", "B");
        await Merge(pipeline, "B", "C");
        var merges = await pipeline.Store.ReadAsync(db => db.PatientMerges.OrderBy(m => m.Prior).ToListAsync(Cancel), Cancel);

        (await Merge(pipeline, "C", "A")).ShouldContain($"Patient \"A\" (PID-3) was merged into \"C\" (MRG-1) before, so neither would survive. Where the earlier merge was the error, take it back (merges take-back {merges[0].Id})");
        (await Merge(pipeline, "A", "X", "AGAIN")).ShouldContain($"Patient \"A\" (MRG-1) was merged into \"B\" before, and cannot be merged into \"X\" (PID-3) as well. Where the earlier merge was the error, take it back (merges take-back {merges[0].Id})");
        (await Merge(pipeline, "A", "C")).ShouldContain("MSA|AA", Case.Sensitive, "which it is already, by way of B");
        (await Merge(pipeline, "B", "C", "OTHER")).ShouldContain("MSA|AA");
        (await Merge(pipeline, "B", "D", "OTHER")).ShouldContain("MSA|AE|OTHER|MSH-10 OTHER was used before for another message");
        (await pipeline.Store.ReadAsync(db => db.PatientMerges.CountAsync(Cancel), Cancel)).ShouldBe(2);
        (await pipeline.Store.ReadAsync(db => db.Refusals.CountAsync(Cancel), Cancel)).ShouldBe(3);

        var desk = pipeline.Services.GetRequiredService<MergeDesk>();
        (await desk.TakeBackAsync(merges[0].Id, Operator, Cancel)).ShouldBeNull();
        (await desk.TakeBackAsync(merges[0].Id, Operator, Cancel)).ShouldNotBeNull().ShouldEndWith("by an operator of the tests.");
        (await Merge(pipeline, "A", "X", "AGAIN")).ShouldContain("MSA|AA");
        (await desk.ListAsync("a", 10, numbers: true, Operator, Cancel)).Select(m => (m.Prior, m.Surviving, m.TakenBackBy)).ShouldBe([("A", "X", null), ("A", "B", "an operator of the tests")]);
        (await desk.ListAsync(null, 10, numbers: false, Operator, Cancel)).ShouldAllBe(m => m.Prior == null && m.Surviving == null);
        (await pipeline.Store.ReadAsync(db => db.AuditRecords.OrderBy(a => a.Sequence).Select(a => $"{a.Event} by {a.Actor}").ToListAsync(Cancel), Cancel)).ShouldBe(
        [
            "patients-merged by HIS|H", "patients-merged by HIS|H", "merge-taken-back by an operator of the tests", "patients-merged by HIS|H", "list-viewed by an operator of the tests",
        ]);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Eight_merges_at_once_that_would_make_a_circle_leave_it_open(DatabaseProvider provider)
    {
        await using var pipeline = await Pipeline(provider);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Merge(pipeline, $"N{i}", $"N{(i + 1) % 8}"))));

        answers.Count(answer => answer.Contains("MSA|AA")).ShouldBe(7);
        answers.Count(answer => answer.Contains("so neither would survive")).ShouldBe(1);
        await using var db = pipeline.Services.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContext();
        (await PatientNumbers.AllAsync(db, Cancel)).ShouldSatisfyAllConditions(
            numbers => Enumerable.Range(0, 8).Select(i => numbers.Surviving($"N{i}")).Distinct().Count().ShouldBe(1));
        db.PatientMerges.Add(PatientMerge.Of((await db.PatientMerges.FirstAsync(Cancel)).Prior, "elsewhere", null, "by hand", null, Sample.Now));
        WriteConflict.IsDuplicateKey(await Should.ThrowAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancel))).ShouldBeTrue("the database itself keeps a number from leading into two");
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_was_parked_because_of_the_number_is_matched_when_the_merge_comes_and_withdrawn_when_it_is_taken_back(DatabaseProvider provider)
    {
        await using var pipeline = await Pipeline(provider);
        var (parked, own, stranger) = (Report("A1", "OLD"), Report("A2", "NEW"), Report("A3", "OTHER"));
        await Place(pipeline);
        await pipeline.Store.InTransactionAsync(db =>
        {
            foreach (var (study, accession, patient) in new[] { ("1.1", "A1", "NEW"), ("1.2", "A2", "NEW"), ("1.3", "A3", "SOMEBODY") })
                db.AddRange(new Study { StudyInstanceUid = study, AccessionNumber = accession, PatientId = patient, FirstSeenAt = Sample.Now }, Sample.Image($"{study}.9", study));
            return db.AddRangeAsync([parked, own, stranger], Cancel);
        }, Cancel);
        foreach (var report in new[] { parked, own, stranger })
            await Match(pipeline, new(report.Id));
        (await States(pipeline)).ShouldBe(["A1 Parked", "A2 Matched 1.2 Ready", "A3 Parked"]);

        await Merge(pipeline, "OLD", "NEW");
        (await Reconcile(pipeline)).ShouldBe([parked.Id]);
        (await States(pipeline)).ShouldBe(["A1 Matched 1.1 Ready", "A2 Matched 1.2 Ready", "A3 Parked"]);
        (await Reconcile(pipeline)).ShouldBeEmpty("each message has its effect once");
        var drawn = await DrawnAndStored(pipeline, parked.Id);

        var merge = await pipeline.Store.ReadAsync(db => db.PatientMerges.SingleAsync(Cancel), Cancel);
        (await pipeline.Services.GetRequiredService<MergeDesk>().TakeBackAsync(merge.Id, Operator, Cancel)).ShouldBeNull();
        (await Reconcile(pipeline)).ShouldBe([parked.Id]);
        (await States(pipeline)).ShouldBe(["A1 Parked", "A2 Matched 1.2 Ready", "A3 Parked"]);
        (await pipeline.Store.ReadAsync(db => db.Cases.Where(c => c.State == CaseState.Withdrawn).Select(c => c.Reason).ToListAsync(Cancel), Cancel)).ShouldBe([CaseRevisions.Unmerged]);
        var ended = await pipeline.Store.ReadAsync(db => db.Labels.SingleAsync(l => l.Id == drawn, Cancel), Cancel);
        (ended.IsLeftInArchive, ended.RejectionSopInstanceUid).ShouldBe((true, ReviewUids.Rejection(drawn)), "a person's SEG by a report that is another patient's");
        (await Sent(pipeline, nameof(ReviewWithdrawn))).Select(row => Outbox.Open(row, typeof(ReviewWithdrawn))).ShouldBe([new ReviewWithdrawn(drawn)]);
    }

    /// <summary>The report's case has a result, in place of which a reader has drawn one that the archive holds.</summary>
    private static async Task<Guid> DrawnAndStored(IdlePipeline pipeline, Guid report)
    {
        byte[] mask = [1, .. new byte[23]];
        var id = await pipeline.Store.InTransactionAsync(async db =>
        {
            var made = await db.Cases.Include(c => c.Segments).SingleAsync(c => c.ReportVersionId == report, Cancel);
            made.Segments[0].Answer(4, 6, 1, 0.75, MaskBlob.Pack(mask));
            foreach (var state in (CaseState[])[CaseState.Segmenting, CaseState.Delivering, CaseState.Delivered])
                made.MoveTo(state, "as the test wants it", Sample.Now);
            made.SegmentedAt = Sample.Now;
            return made.Id;
        }, Cancel);
        var drawn = (await pipeline.Services.GetRequiredService<ReviewLabels>().RecordAsync(new Review(id, 1, ReviewVerdict.Redrawn, mask, "radiologist", null), Cancel)).LabelId.ShouldNotBeNull();
        await pipeline.Store.InTransactionAsync(async db => (await db.Labels.SingleAsync(l => l.Id == drawn, Cancel)).Store(Sample.Now), Cancel);
        return drawn;
    }

    [Fact]
    public async Task A_report_that_is_matched_already_reaches_a_further_study_that_it_names()
    {
        await using var pipeline = await Pipeline(DatabaseProvider.Sqlite);
        var report = Report("A1", "OLD");
        await Place(pipeline);
        await pipeline.Store.InTransactionAsync(db =>
        {
            foreach (var (study, patient) in new[] { ("1.1", "OLD"), ("1.2", "NEW") })
                db.AddRange(new Study { StudyInstanceUid = study, AccessionNumber = "A1", PatientId = patient, FirstSeenAt = Sample.Now }, Sample.Image($"{study}.9", study));
            return db.ReportVersions.AddAsync(report, Cancel).AsTask();
        }, Cancel);
        await Match(pipeline, new(report.Id));
        var first = await pipeline.Store.ReadAsync(db => db.Cases.SingleAsync(Cancel), Cancel);

        await Merge(pipeline, "NEW", "OLD");
        (await Reconcile(pipeline)).ShouldBe([report.Id]);
        (await pipeline.Store.ReadAsync(db => db.Cases.OrderBy(c => c.SopInstanceUid).Select(c => new { c.SopInstanceUid, c.State }).ToListAsync(Cancel), Cancel))
            .Select(c => $"{c.SopInstanceUid} {c.State}").ShouldBe(["1.1.9 Ready", "1.2.9 Ready"]);
        (await pipeline.Store.ReadAsync(db => db.Cases.SingleAsync(c => c.Id == first.Id, Cancel), Cancel)).UpdatedAt.ShouldBe(first.UpdatedAt, "what stands is left as it is");
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_search_for_any_number_of_a_person_finds_the_cases_of_all_by_their_index_and_names_the_others(DatabaseProvider provider)
    {
        await using var pipeline = await Pipeline(provider);
        await ManyCases.Add(pipeline.Store, 5, _ => CaseState.Delivered);
        var worklist = new WorklistReader(pipeline.Store, pipeline.Services.GetRequiredService<IOptions<IntakeOptions>>(), TimeProvider.System);
        await Merge(pipeline, "pid1", "PID2");
        await Merge(pipeline, "PID2", "PID3");
        await Merge(pipeline, "Ghost", "PID4");

        (await Found("PID1")).ShouldBe("ACC1 ACC2 ACC3, also PID3 PID2");
        (await Found(" pid3 ")).ShouldBe("ACC1 ACC2 ACC3, also PID2 pid1");
        (await Found("gHOST")).ShouldBe("ACC4, also PID4");
        (await Found("PID0")).ShouldBe("ACC0, also ");
        (await Found("PID1", byPatient: false)).ShouldBe(", also ");
        (await pipeline.Services.GetRequiredService<LabelShelf>().ExcludePatientAsync("gHOST", "consent taken back", Operator, Cancel)).ShouldBe(0, "an image of that person, without labels");

        var error = await pipeline.Store.ReadAsync(db => db.PatientMerges.SingleAsync(m => m.Surviving == "PID3", Cancel), Cancel);
        (await pipeline.Services.GetRequiredService<MergeDesk>().TakeBackAsync(error.Id, Operator, Cancel)).ShouldBeNull();
        (await Found("PID1")).ShouldBe("ACC1 ACC2, also PID2");
        (await Found("PID3")).ShouldBe("ACC3, also ");
        await using var db = pipeline.Services.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContext();
        (await QueryPlan.Of(db, WorklistReader.OfPatient(db, ["PID1", "PID2", "pid1"]).Select(s => s.StudyInstanceUid).Take(500))).ShouldContain("ix_study_patient_id");

        async Task<string> Found(string text, bool byPatient = true)
        {
            var part = await worklist.ReadAsync(new WorklistFilter { Search = text }, Cancel, byPatient: byPatient);
            return $"{string.Join(' ', part.Rows.Select(row => row.AccessionNumber))}, also {string.Join(' ', part.Merged)}";
        }
    }

    private async Task<IdlePipeline> Pipeline(DatabaseProvider provider) => provider == DatabaseProvider.Sqlite
        ? await IdlePipeline.Create("merges")
        : await IdlePipeline.Create("merges", ("Database:Postgres", await (await servers.Postgres()).CreateDatabase("merges")), ("Labels:ReaderKey", "a key of the tests' readers"));

    private static async Task<string> Merge(IdlePipeline pipeline, string prior, string surviving, string? id = null)
    {
        var message = Encoding.ASCII.GetBytes($"MSH|^~\\&|HIS|H|C|H|20260105120000||ADT^A40^ADT_A39|{id ?? Guid.NewGuid().ToString("n")}|P|2.5.1\rEVN||20260105120000\rPID|1||{surviving}^^^H^MR\rMRG|{prior}^^^H^MR\r");
        return Encoding.UTF8.GetString((await pipeline.Services.GetRequiredService<ReportDoor>().AnswerAsync(new MllpRequest(message, new IPEndPoint(IPAddress.Loopback, 1)), Cancel)).Span);
    }

    /// <summary>What the consumer of a reconciliation does, and those of what it sends.</summary>
    /// <returns>The reports that were matched anew.</returns>
    private static async Task<List<Guid>> Reconcile(IdlePipeline pipeline)
    {
        foreach (var sent in await Sent(pipeline, nameof(PatientsReconciled)))
            await pipeline.Services.GetRequiredService<ExactlyOnce>().RunAsync(new MessageIdentity(nameof(PatientsReconciled), sent.MessageId), async db =>
            {
                var merge = await db.PatientMerges.SingleAsync(m => m.Id == ((PatientsReconciled)Outbox.Open(sent, typeof(PatientsReconciled))).MergeId, Cancel);
                await pipeline.Services.GetRequiredService<MergedPatients>().LookAgainAsync(db, merge, Cancel);
            }, Cancel);
        var found = await Sent(pipeline, nameof(ReportRecorded));
        var messages = found.ConvertAll(row => (ReportRecorded)Outbox.Open(row, typeof(ReportRecorded)));
        foreach (var message in messages)
            await Match(pipeline, message);
        await pipeline.Store.InTransactionAsync(db => db.OutboxMessages.Where(m => m.Type == nameof(ReportRecorded)).ExecuteDeleteAsync(Cancel), Cancel);
        return messages.ConvertAll(message => message.ReportVersionId);
    }

    private static Task<List<OutboxMessage>> Sent(IdlePipeline pipeline, string type) =>
        pipeline.Store.ReadAsync(db => db.OutboxMessages.Where(m => m.Type == type).OrderBy(m => m.Sequence).ToListAsync(Cancel), Cancel);

    private static Task Match(IdlePipeline pipeline, ReportRecorded message) =>
        pipeline.Services.GetRequiredService<CaseOpener>().OpenForReportAsync(message, new MessageIdentity(nameof(ReportRecorded), Guid.NewGuid()), Cancel);

    private static async Task<List<string>> States(IdlePipeline pipeline)
    {
        var (reports, cases) = await pipeline.Store.ReadAsync(async db => (
            await db.ReportVersions.OrderBy(v => v.AccessionNumber).ToListAsync(Cancel), await db.Cases.Where(c => c.State != CaseState.Withdrawn).ToListAsync(Cancel)), Cancel);
        return reports.ConvertAll(report => $"{report.AccessionNumber} {report.MatchState} {report.StudyInstanceUid} {cases.Find(c => c.ReportVersionId == report.Id)?.State}".Trim());
    }

    /// <summary>One file does for all images: of the picture, only how it hangs is read.</summary>
    private static async Task Place(IdlePipeline pipeline)
    {
        var path = pipeline.Services.GetRequiredService<InstanceStore>().Full(Sample.Image().FilePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        await SyntheticDicom.Create(new SyntheticCase(5, 64, 64), new SyntheticDicomVariant()).SaveAsync(path);
    }

    private static ReportVersion Report(string accession, string patient)
    {
        var report = new ReportVersion
        {
            ReportKey = $"RIS/{accession}", Version = 1, Status = ReportStatus.Final, Text = "Opacity in the left lower lobe.", Caveat = "", ContentHash = new string('1', 64), Source = "RIS",
            ReceivedAt = Sample.Now, AccessionNumber = accession, PatientId = patient,
        };
        report.Findings.Add(Sample.Finding());
        report.References.Add(new() { ReportVersionId = report.Id, Kind = ReferenceKind.Accession, Value = accession });
        return report;
    }
}
