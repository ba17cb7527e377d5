using CausalClipSeg.Persistence;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Pipeline.Tests.Persistence;

public sealed class RecordTests(RealServers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_case_comes_back_with_its_report_findings_segments_and_history(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        byte[] mask = [.. Enumerable.Range(0, 24).Select(i => (byte)(i % 3 == 0 ? 1 : 0))];
        var report = Sample.Report();
        report.Findings.Add(Sample.Finding());
        report.Match("1.2.3", "study UID");
        var made = Sample.Case(report);
        made.Segments.Add(Sample.Segment(mask));
        made.MoveTo(CaseState.Segmenting, "requested", Sample.Now.AddSeconds(1));
        await database.Store.InTransactionAsync(db =>
        {
            db.AddRange(Sample.Study(), Sample.Image(), report, made);
            return Task.CompletedTask;
        }, Cancel);

        await using var read = database.Open();
        var found = await read.Cases.Include(c => c.Segments).Include(c => c.Events.OrderBy(e => e.Id)).SingleAsync(Cancel);
        var version = await read.ReportVersions.Include(r => r.Findings).SingleAsync(Cancel);

        (found.State, found.Reason, found.UpdatedAt).ShouldBe((CaseState.Segmenting, "requested", Sample.Now.AddSeconds(1)));
        found.Events.Select(e => (e.From, e.To, e.Cause)).ShouldBe(
            [(null, CaseState.Ready, "matched by study UID"), (CaseState.Ready, CaseState.Segmenting, "requested")]);
        MaskBlob.Unpack(found.Segments.Single().Mask, 4, 6).ShouldBe(mask);
        (version.MatchState, version.StudyInstanceUid, version.Findings.Single().Side).ShouldBe((MatchState.Matched, "1.2.3", "left"));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Times_of_any_offset_come_back_as_the_same_moment_and_sort_as_moments(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        var later = new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.FromHours(-5));
        var earlier = new DateTimeOffset(2026, 3, 29, 3, 0, 0, TimeSpan.FromHours(2));
        await database.Store.InTransactionAsync(db =>
        {
            db.Add(new Refusal { At = later, Source = "MLLP", Reason = "later" });
            db.Add(new Refusal { At = earlier, Source = "MLLP", Reason = "earlier" });
            return Task.CompletedTask;
        }, Cancel);

        await using var read = database.Open();

        (await read.Refusals.OrderBy(r => r.At).Select(r => r.Reason).ToListAsync(Cancel)).ShouldBe(["earlier", "later"]);
        (await read.Refusals.SingleAsync(r => r.At < later, Cancel)).At.ShouldBe(earlier);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_text_with_a_NUL_is_stored_with_the_replacement_character(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await database.Store.InTransactionAsync(db => db.AddAsync(Sample.Report(text: "a\0b"), Cancel).AsTask(), Cancel);

        await using var read = database.Open();
        (await read.ReportVersions.SingleAsync(Cancel)).Text.ShouldBe("a\uFFFDb");
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task The_same_revision_of_a_case_cannot_exist_twice(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await Sample.StoreCase(database);
        await using var db = database.Open();
        db.Add(Sample.Case(await db.ReportVersions.SingleAsync(Cancel)));

        var refused = await Should.ThrowAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancel));

        WriteConflict.IsDuplicateKey(refused).ShouldBeTrue();
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Whoever_changes_a_case_on_an_old_reading_of_it_is_stopped(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        await Sample.StoreCase(database);
        await using var first = database.Open();
        await using var second = database.Open();
        var read = await first.Cases.SingleAsync(Cancel);
        var readToo = await second.Cases.SingleAsync(Cancel);

        read.MoveTo(CaseState.Segmenting, "requested", Sample.Now);
        await first.SaveChangesAsync(Cancel);
        readToo.MoveTo(CaseState.Withdrawn, "report withdrawn", Sample.Now);

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync(Cancel));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Eight_promotions_at_once_leave_one_champion(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.Migrated(provider, servers);
        var models = Enumerable.Range(1, 8).Select(i => Sample.Model($"{i}")).ToList();
        await database.Store.InTransactionAsync(db => db.AddRangeAsync(models, Cancel), Cancel);

        await Task.WhenAll(models.Select(model => Task.Run(() => database.Store.InTransactionAsync(async db =>
            await Champion.PromoteAsync(db, await db.Models.SingleAsync(m => m.Id == model.Id, Cancel), Sample.Now, Cancel), Cancel), Cancel)));

        await using var read = database.Open();
        (await read.Models.CountAsync(m => m.State == ModelState.Champion, Cancel)).ShouldBe(1);
        (await read.Models.CountAsync(m => m.State == ModelState.Retired, Cancel)).ShouldBe(7);
    }

    [Fact]
    public void A_way_that_the_table_does_not_know_is_refused_with_the_ways_that_it_does()
    {
        var made = Sample.Case(Sample.Report());
        made.MoveTo(CaseState.Negative, "nothing to delineate", Sample.Now);

        var refused = Should.Throw<InvalidOperationException>(() => made.MoveTo(CaseState.Delivered, "stored", Sample.Now));

        refused.Message.ShouldBe(
            $"Case {made.Id} is Negative and cannot become Delivered (stored); from Negative it can become Withdrawn, Superseded. "
            + "Ask CanMoveTo first.");
    }

    [Fact]
    public void A_running_lease_keeps_others_out_until_it_has_run_out()
    {
        var run = new TrainingRun { Trigger = "operator", RequestedAt = Sample.Now };
        var minute = TimeSpan.FromMinutes(1);

        run.TryLease("first", "device", Sample.Now, minute).ShouldBeTrue();
        run.TryLease("second", "device", Sample.Now.AddSeconds(59), minute).ShouldBeFalse();
        run.TryLease("second", "device", Sample.Now.AddSeconds(60), minute).ShouldBeTrue();
        run.Fail("no labels", Sample.Now);
        run.TryLease("second", "device", Sample.Now, minute).ShouldBeFalse();
    }

    [Fact]
    public void Any_mask_survives_packing() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]).SelectMany((rows, columns) =>
            Gen.Byte[0, 1].Array[rows * columns].Select(pixels => (rows, columns, pixels)))
        .Sample(mask => MaskBlob.Unpack(MaskBlob.Pack(mask.pixels), mask.rows, mask.columns).SequenceEqual(mask.pixels));

    [Theory]
    [InlineData(3, 6)]
    [InlineData(9, 6)]
    public void A_mask_of_another_size_is_not_unpacked(int rows, int columns) =>
        Should.Throw<InvalidDataException>(() => MaskBlob.Unpack(MaskBlob.Pack(new byte[36]), rows, columns)).Message
            .ShouldStartWith($"A stored mask does not hold {rows} x {columns} pixels;");
}
