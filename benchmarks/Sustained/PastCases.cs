using System.Diagnostics;
using System.Globalization;
using CausalClipSeg.Benchmarks.Faults;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CausalClipSeg.Benchmarks.Sustained;

/// <summary>
/// A past for a database: one case goes through the product, and its rows are multiplied under keys of their own, five seconds apart. One in a thousand is parked,
/// one in two hundred has an image and a report that never met, and the messages of the last tenth are still kept.
/// </summary>
internal static class PastCases
{
    private const string Uid = "'2.25.7' || lpad(n::text, 12, '0')";
    private const string At = "now() - make_interval(secs => 5.0 * n)";

    /// <summary>Version 7 (RFC 9562), since the worklist walks by id.</summary>
    private const string Id = $"(lpad(to_hex((extract(epoch from {At}) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid";
    private const string Key = "'PAST' || n";
    private const string State = "CASE WHEN n % 1000 = 1 THEN 'Parked' WHEN n % 7 = 3 THEN 'Negative' ELSE 'Delivered' END";
    private const string Met = "n % 200 <> 0";

    /// <summary>Table, what is left out of it, and the columns that differ from the case that is multiplied.</summary>
    private static readonly (string Table, string Of, string Which, Dictionary<string, string> Changed)[] Tables =
    [
        ("study", "study_instance_uid = '{study}'", "true", new() { ["study_instance_uid"] = $"{Uid} || '1'", ["accession_number"] = Key, ["patient_id"] = "'P' || n / 3", ["first_seen_at"] = At }),
        ("source_image", "sop_instance_uid = '{image}'", "true", new()
        {
            ["sop_instance_uid"] = $"{Uid} || '2'", ["study_instance_uid"] = $"{Uid} || '1'", ["series_instance_uid"] = $"{Uid} || '3'", ["received_at"] = At, ["content_hash"] = "md5(n::text)",
            ["met_at"] = $"CASE WHEN {Met} THEN {At} END",
        }),
        ("report_version", "id = '{report}'", "true", new()
        {
            ["id"] = Id, ["report_key"] = Key, ["accession_number"] = Key, ["patient_id"] = "'P' || n / 3", ["received_at"] = At, ["issued_at"] = At,
            ["study_instance_uid"] = $"CASE WHEN {Met} THEN {Uid} || '1' END", ["claimed_study_instance_uid"] = $"{Uid} || CASE WHEN {Met} THEN '1' ELSE '9' END",
            ["message_control_id"] = Key, ["match_state"] = $"CASE WHEN {Met} THEN 'Matched' ELSE 'Waiting' END",
        }),
        ("report_reference", "report_version_id = '{report}'", "true", new() { ["report_version_id"] = Id, ["value"] = $"CASE WHEN t.kind = 'Study' THEN {Uid} || CASE WHEN {Met} THEN '1' ELSE '9' END ELSE {Key} END" }),
        ("finding", "report_version_id = '{report}'", "true", new() { ["id"] = "gen_random_uuid()", ["report_version_id"] = Id }),
        ("inbound_message", "message_id = '{control}'", "true", new() { ["message_id"] = Key, ["first_seen_at"] = At }),
        ("segmentation_case", "id = '{case}'", Met, new()
        {
            ["id"] = Id, ["sop_instance_uid"] = $"{Uid} || '2'", ["report_key"] = Key, ["report_version_id"] = Id, ["state"] = State, ["created_at"] = At, ["updated_at"] = At,
            ["requested_at"] = At, ["segmented_at"] = At, ["delivered_at"] = At, ["seg_sop_instance_uid"] = $"{Uid} || '4'", ["seg_series_instance_uid"] = $"{Uid} || '5'",
        }),
        ("case_segment", "case_id = '{case}'", Met, new() { ["id"] = "gen_random_uuid()", ["case_id"] = Id }),
        ("case_event", "case_id = '{case}'", Met, new() { ["case_id"] = Id, ["at"] = At }),
        ("case_measure", "case_id = '{case}'", Met, new() { ["case_id"] = Id, ["at"] = At }),
        ("delivery_attempt", "case_id = '{case}'", Met, new() { ["case_id"] = Id, ["at"] = At }),
        ("outbox_message", "ordering_key IN ('{case}', '{study}', '{key}')", "n % 10 = 0", new()
        {
            ["message_id"] = "gen_random_uuid()", ["ordering_key"] = $"{Id}::text", ["created_at"] = At, ["dispatched_at"] = At,
        }),
        ("inbox_message", "true", "n % 10 = 0", new() { ["message_id"] = "gen_random_uuid()", ["consumed_at"] = At }),
    ];

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> FillAsync(FaultWorld world, int cases, CancellationToken cancellation)
    {
        var names = await OneCaseAsync(world, cancellation);
        var watch = Stopwatch.StartNew();
        await world.Store.InTransactionAsync(async db =>
        {
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
            // Keys and their counterparts are made together: checking each reference again would take most of the time.
            await db.Database.ExecuteSqlRawAsync("SET LOCAL session_replication_role = replica", cancellation);
            foreach (var (table, of, which, changed) in Tables)
                await db.Database.ExecuteSqlRawAsync(await MultiplyAsync(db, table, names.Aggregate(of, (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal)), which, changed, cases), cancellation);
        }, cancellation);
        await world.Store.ReadAsync(async db =>
        {
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
            return await db.Database.ExecuteSqlRawAsync("VACUUM ANALYZE", cancellation);
        }, cancellation);
        return watch.Elapsed;
    }

    private static async Task<Dictionary<string, string>> OneCaseAsync(FaultWorld world, CancellationToken cancellation)
    {
        await using var worker = await WorkerProcess.StartAsync(world, "intake,worker");
        var hospital = new Hospital();
        hospital.Knows(worker);
        var sent = FaultCase.New();
        await hospital.SendAsync(sent, cancellation);
        var done = await Eventually.Get("the case that is multiplied", () => world.Store.ReadAsync(
            db => db.Cases.Where(c => c.SopInstanceUid == sent.Study.SopInstanceUid && c.State == CaseState.Delivered).SingleOrDefaultAsync(cancellation), cancellation), TimeSpan.FromMinutes(1));
        await worker.StopAsync();
        var control = await world.Store.ReadAsync(db => db.ReportVersions.Where(v => v.Id == done.ReportVersionId).Select(v => v.MessageControlId).SingleAsync(cancellation), cancellation);
        return new()
        {
            ["{study}"] = sent.Study.StudyInstanceUid, ["{image}"] = sent.Study.SopInstanceUid, ["{report}"] = $"{done.ReportVersionId}", ["{case}"] = $"{done.Id}", ["{key}"] = done.ReportKey,
            ["{control}"] = control ?? "",
        };
    }

    /// <summary>Every column as the database lists them, so that a column that is added later is multiplied too.</summary>
    private static async Task<string> MultiplyAsync(PipelineDbContext db, string table, string of, string which, Dictionary<string, string> changed, int cases)
    {
        var columns = await db.Database.SqlQuery<string>(
            $"SELECT column_name::text AS \"Value\" FROM information_schema.columns WHERE table_name = {table} AND is_identity = 'NO' ORDER BY ordinal_position").ToListAsync();
        var values = columns.Select(column => changed.TryGetValue(column, out var value) ? value : $"t.\"{column}\"");
        return string.Create(CultureInfo.InvariantCulture,
            $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", values)} FROM (SELECT * FROM {table} WHERE {of}) AS t CROSS JOIN generate_series(1, {cases}) AS n WHERE {which}");
    }
}
