using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CausalClipSeg.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "inbound_message",
                columns: table => new
                {
                    source = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    message_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    content_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    outcome = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbound_message", x => new { x.source, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "inbox_message",
                columns: table => new
                {
                    consumer = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    consumed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbox_message", x => new { x.consumer, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "model_record",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    version = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    weights_sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    path = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: false),
                    state = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    metrics_json = table.Column<string>(type: "text", nullable: true),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    promoted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_record", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_message",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    ordering_key = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    destination = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    not_before = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dispatched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_message", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "refusal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    source = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    subject = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    payload_path = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    content_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refusal", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "report_version",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    report_key = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    study_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    accession_number = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    requested_procedure_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    patient_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    text = table.Column<string>(type: "text", nullable: false),
                    content_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    message_control_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    source = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    superseded_by_id = table.Column<Guid>(type: "uuid", nullable: true),
                    match_state = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    match_reason = table.Column<string>(type: "text", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false),
                    claimed_study_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_version", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "study",
                columns: table => new
                {
                    study_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    accession_number = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    patient_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    requested_procedure_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    study_time = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_study", x => x.study_instance_uid);
                });

            migrationBuilder.CreateTable(
                name: "training_run",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    trigger = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    state = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lease_owner = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    label_count = table.Column<int>(type: "integer", nullable: false),
                    candidate_model_id = table.Column<Guid>(type: "uuid", nullable: true),
                    output_path = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_training_run", x => x.id);
                    table.ForeignKey(
                        name: "fk_training_run_candidate_model_id",
                        column: x => x.candidate_model_id,
                        principalTable: "model_record",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "finding",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    report_version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    finding_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    assertion = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    side = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    zones = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sentence = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_finding", x => x.id);
                    table.ForeignKey(
                        name: "fk_finding_report_version_id",
                        column: x => x.report_version_id,
                        principalTable: "report_version",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "source_image",
                columns: table => new
                {
                    sop_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    study_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    series_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sop_class_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    transfer_syntax_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    modality = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    columns = table.Column<int>(type: "integer", nullable: false),
                    view_position = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    patient_orientation = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    file_path = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: false),
                    content_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_source_image", x => x.sop_instance_uid);
                    table.ForeignKey(
                        name: "fk_source_image_study_instance_uid",
                        column: x => x.study_instance_uid,
                        principalTable: "study",
                        principalColumn: "study_instance_uid",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "segmentation_case",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sop_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    report_key = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    report_version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    referring_text = table.Column<string>(type: "text", nullable: true),
                    model_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    model_version = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    weights_sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    seg_series_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    seg_sop_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    seg_path = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    predecessor_seg_sop_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    segmented_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_segmentation_case", x => x.id);
                    table.ForeignKey(
                        name: "fk_segmentation_case_report_version_id",
                        column: x => x.report_version_id,
                        principalTable: "report_version",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_segmentation_case_sop_instance_uid",
                        column: x => x.sop_instance_uid,
                        principalTable: "source_image",
                        principalColumn: "sop_instance_uid",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "case_event",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    from = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    to = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_event", x => x.id);
                    table.ForeignKey(
                        name: "fk_case_event_case_id",
                        column: x => x.case_id,
                        principalTable: "segmentation_case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "case_segment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    finding_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    label = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    side = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    zones = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    sentence = table.Column<string>(type: "text", nullable: false),
                    referring_text = table.Column<string>(type: "text", nullable: false),
                    tracking_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    pixels = table.Column<int>(type: "integer", nullable: false),
                    mean_probability = table.Column<double>(type: "double precision", nullable: false),
                    mask = table.Column<byte[]>(type: "bytea", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    columns = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_segment", x => x.id);
                    table.ForeignKey(
                        name: "fk_case_segment_case_id",
                        column: x => x.case_id,
                        principalTable: "segmentation_case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "delivery_attempt",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    destination = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    succeeded = table.Column<bool>(type: "boolean", nullable: false),
                    status_code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    message = table.Column<string>(type: "text", nullable: true),
                    milliseconds = table.Column<double>(type: "double precision", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_attempt", x => x.id);
                    table.ForeignKey(
                        name: "fk_delivery_attempt_case_id",
                        column: x => x.case_id,
                        principalTable: "segmentation_case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "label_record",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sop_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    seg_sop_instance_uid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    segment_number = table.Column<int>(type: "integer", nullable: false),
                    finding_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    referring_text = table.Column<string>(type: "text", nullable: true),
                    mask = table.Column<byte[]>(type: "bytea", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    columns = table.Column<int>(type: "integer", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: true),
                    source = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    superseded_by_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_label_record", x => x.id);
                    table.ForeignKey(
                        name: "fk_label_record_case_id",
                        column: x => x.case_id,
                        principalTable: "segmentation_case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_label_record_sop_instance_uid",
                        column: x => x.sop_instance_uid,
                        principalTable: "source_image",
                        principalColumn: "sop_instance_uid",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_case_event_case_id",
                table: "case_event",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_case_segment_case_id_number",
                table: "case_segment",
                columns: new[] { "case_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_delivery_attempt_case_id",
                table: "delivery_attempt",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_delivery_attempt_destination_at",
                table: "delivery_attempt",
                columns: new[] { "destination", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_finding_report_version_id",
                table: "finding",
                column: "report_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_inbound_message_first_seen_at",
                table: "inbound_message",
                column: "first_seen_at");

            migrationBuilder.CreateIndex(
                name: "ix_inbox_message_consumed_at",
                table: "inbox_message",
                column: "consumed_at");

            migrationBuilder.CreateIndex(
                name: "ix_inbox_message_message_id",
                table: "inbox_message",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_label_record_case_id",
                table: "label_record",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_label_record_created_at",
                table: "label_record",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_label_record_seg_sop_instance_uid_segment_number",
                table: "label_record",
                columns: new[] { "seg_sop_instance_uid", "segment_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_label_record_sop_instance_uid",
                table: "label_record",
                column: "sop_instance_uid");

            migrationBuilder.CreateIndex(
                name: "ix_model_record_weights_sha256",
                table: "model_record",
                column: "weights_sha256");

            migrationBuilder.CreateIndex(
                name: "ux_model_record_one_champion",
                table: "model_record",
                column: "state",
                unique: true,
                filter: "state = 'Champion'");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_message_dispatched_at",
                table: "outbox_message",
                column: "dispatched_at");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_message_message_id",
                table: "outbox_message",
                column: "message_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_message_waiting",
                table: "outbox_message",
                column: "sequence",
                filter: "dispatched_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_message_waiting_by_key",
                table: "outbox_message",
                columns: new[] { "ordering_key", "sequence" },
                filter: "dispatched_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_refusal_at",
                table: "refusal",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_report_version_accession_number",
                table: "report_version",
                column: "accession_number");

            migrationBuilder.CreateIndex(
                name: "ix_report_version_claimed_study_instance_uid",
                table: "report_version",
                column: "claimed_study_instance_uid");

            migrationBuilder.CreateIndex(
                name: "ix_report_version_match_state_received_at",
                table: "report_version",
                columns: new[] { "match_state", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_report_version_patient_id",
                table: "report_version",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_report_version_report_key_version",
                table: "report_version",
                columns: new[] { "report_key", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_report_version_study_instance_uid",
                table: "report_version",
                column: "study_instance_uid");

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_created_at",
                table: "segmentation_case",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_report_key",
                table: "segmentation_case",
                column: "report_key");

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_report_version_id",
                table: "segmentation_case",
                column: "report_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_seg_sop_instance_uid",
                table: "segmentation_case",
                column: "seg_sop_instance_uid");

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_sop_instance_uid_report_key_revision",
                table: "segmentation_case",
                columns: new[] { "sop_instance_uid", "report_key", "revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_state_updated_at",
                table: "segmentation_case",
                columns: new[] { "state", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "ix_source_image_study_instance_uid",
                table: "source_image",
                column: "study_instance_uid");

            migrationBuilder.CreateIndex(
                name: "ix_study_accession_number",
                table: "study",
                column: "accession_number");

            migrationBuilder.CreateIndex(
                name: "ix_study_patient_id",
                table: "study",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_training_run_candidate_model_id",
                table: "training_run",
                column: "candidate_model_id");

            migrationBuilder.CreateIndex(
                name: "ix_training_run_state_requested_at",
                table: "training_run",
                columns: new[] { "state", "requested_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "case_event");

            migrationBuilder.DropTable(
                name: "case_segment");

            migrationBuilder.DropTable(
                name: "delivery_attempt");

            migrationBuilder.DropTable(
                name: "finding");

            migrationBuilder.DropTable(
                name: "inbound_message");

            migrationBuilder.DropTable(
                name: "inbox_message");

            migrationBuilder.DropTable(
                name: "label_record");

            migrationBuilder.DropTable(
                name: "outbox_message");

            migrationBuilder.DropTable(
                name: "refusal");

            migrationBuilder.DropTable(
                name: "training_run");

            migrationBuilder.DropTable(
                name: "segmentation_case");

            migrationBuilder.DropTable(
                name: "model_record");

            migrationBuilder.DropTable(
                name: "report_version");

            migrationBuilder.DropTable(
                name: "source_image");

            migrationBuilder.DropTable(
                name: "study");
        }
    }
}
