using Npgsql;

namespace CausalClipSeg.Benchmarks.Pages;

/// <summary>
/// A hospital's past: cases 20 seconds apart up to now, each with its study, image, report, segment, history and delivery. One in a thousand is parked, one in
/// two thousand failed, a few are on their way; a reader has said a word on one in fifty, and one in a thousand is called wrong; the reports are a few sentences long.
/// </summary>
internal static class ManyCases
{
    /// <summary>A version 7 UUID (RFC 9562, 5.7) of the row's time, as the product makes them: {0} tells tables apart.</summary>
    private const string Uuid = """
        (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5('{0}' || i), 1, 3) || '8' || substr(md5('{0}' || i), 4, 15))::uuid
        """;

    private static readonly string[] Statements =
    [
        "CREATE TEMPORARY TABLE past AS SELECT i, now() - ($1 - i) * interval '20 seconds' AS at FROM generate_series(1, $1::bigint) AS i",
        "INSERT INTO study (study_instance_uid, accession_number, patient_id, first_seen_at, revision) SELECT '2.25.1' || i, 'ACC' || i, 'P' || i / 2, at, 1 FROM past",
        """
        INSERT INTO source_image (sop_instance_uid, study_instance_uid, series_instance_uid, sop_class_uid, transfer_syntax_uid, modality, rows, columns, file_path, content_hash, source, received_at, met_at)
        SELECT '2.25.2' || i, '2.25.1' || i, '2.25.3' || i, '1.2.840.10008.5.1.4.1.1.1.1', '1.2.840.10008.1.2.1', 'DX', 2500, 2048, 'images/' || i, md5(i::text), 'C-STORE', at, CASE WHEN i % 500 > 0 THEN at END FROM past
        """,
        $"""
        INSERT INTO report_version (id, report_key, version, status, study_instance_uid, accession_number, text, content_hash, source, received_at, match_state, match_reason, row_version)
        SELECT {Of("report")}, 'R' || i, 1, 'Final', '2.25.1' || i, 'ACC' || i, repeat('There is an opacity in the left lower zone. ', 8), md5('t' || i), 'MLLP', at, 'Matched', 'accession', 0 FROM past
        """,
        $"""
        INSERT INTO segmentation_case (id, sop_instance_uid, report_key, report_version_id, revision, state, reason, referring_text, model_name, model_version, weights_sha256,
            seg_series_instance_uid, seg_sop_instance_uid, seg_path, study_revision, created_at, updated_at, requested_at, segmented_at, delivered_at, row_version)
        SELECT {Of("case")}, '2.25.2' || i, 'R' || i, {Of("report")}, 1,
            CASE WHEN i > $1 - 5 THEN 'Ready' WHEN i % 1000 = 7 THEN 'Parked' WHEN i % 2000 = 3 THEN 'Failed' WHEN i % 25 = 4 THEN 'Negative' WHEN i % 100 = 5 THEN 'OutsideModel' ELSE 'Delivered' END,
            CASE WHEN i % 1000 = 7 THEN 'Image 2.25.2' || i || ' says neither where left is nor how it was taken.' ELSE 'done' END,
            'unilateral pulmonary infection, one infected area, lower left lung.', 'causalclipseg-compact', CASE WHEN i % 10 = 0 THEN '0.2.0' ELSE '0.1.0' END, md5('w') || md5('x'),
            '2.25.5' || i, '2.25.4' || i, 'results/' || i, 1, at, at + interval '4 seconds', at, at + interval '2 seconds', at + interval '4 seconds', 3 FROM past
        """,
        $"""
        INSERT INTO case_segment (id, case_id, number, finding_id, label, side, zones, sentence, referring_text, tracking_uid, pixels, mean_probability, mask, rows, columns)
        SELECT {Of("segment")}, {Of("case")}, 1, CASE WHEN i % 400 = 0 THEN 'pleural-effusion' ELSE 'airspace-opacity' END, 'Opacity', CASE WHEN i % 2 = 0 THEN 'left' ELSE 'right' END, 'lower',
            'There is an opacity in the left lower zone.', 'unilateral pulmonary infection, one infected area, lower left lung.', '2.25.6' || i, 40000, 0.9, decode(md5(i::text), 'hex'), 2500, 2048 FROM past
        """,
        $"""
        INSERT INTO case_event (case_id, at, "from", "to", cause)
        SELECT {Of("case")}, at + s.n * interval '1 second', s.a, s.b, 'as usual' FROM past, (VALUES (0, NULL, 'Ready'), (1, 'Ready', 'Segmenting'), (2, 'Segmenting', 'Delivering'), (4, 'Delivering', 'Delivered')) AS s (n, a, b) ORDER BY at
        """,
        $"INSERT INTO delivery_attempt (case_id, at, destination, succeeded, status_code, milliseconds) SELECT {Of("case")}, at + interval '4 seconds', 'pacs', true, '0000', 120 FROM past",
        $"""
        INSERT INTO label_record (id, sop_instance_uid, segment_number, verdict, finding_id, side, referring_text, mask, rows, columns, case_id, source, role, reader, use, created_at)
        SELECT {Of("label")}, '2.25.2' || i, 1, CASE WHEN i % 1000 = 1 THEN 'WrongSide' ELSE 'Accepted' END, 'airspace-opacity', 'left',
            'unilateral pulmonary infection, one infected area, lower left lung.', decode(repeat(md5(i::text), 60), 'hex'), 2500, 2048, {Of("case")}, 'review', 'radiologist', 'reader', 'Unrestricted', at
        FROM past WHERE i % 50 = 1
        """,
        "DROP TABLE past",
        "VACUUM ANALYZE",
    ];

    /// <summary>Fills an empty database that has the product's schema.</summary>
    public static async Task FillAsync(string connection, int count, Action<string> say, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Command Timeout=0");
        await using var session = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        foreach (var statement in Statements)
        {
            await using var command = new NpgsqlCommand(statement.Replace("$1", $"{count}", StringComparison.Ordinal), session);
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            say(statement.Split('(', 'F')[0].Trim());
        }
    }

    private static string Of(string table) => Uuid.Replace("{0}", table, StringComparison.Ordinal);
}
