using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Learning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_label_record_seg_sop_instance_uid_segment_number",
                table: "label_record");

            migrationBuilder.AddColumn<int>(
                name: "attempts",
                table: "training_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "device",
                table: "training_run",
                type: "TEXT",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "epoch",
                table: "training_run",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<long>(
                name: "estimated_end",
                table: "training_run",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "loss",
                table: "training_run",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "snapshot_id",
                table: "training_run",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "step",
                table: "training_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "total_steps",
                table: "training_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<double>(
                name: "validation_dice",
                table: "training_run",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "device",
                table: "source_image",
                type: "TEXT",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "purged_at",
                table: "model_record",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "model_record",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "shadow_since",
                table: "model_record",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "seg_sop_instance_uid",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 64);

            migrationBuilder.AddColumn<string>(
                name: "comment",
                table: "label_record",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "excluded_at",
                table: "label_record",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "exclusion_reason",
                table: "label_record",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reader",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "result_seg_sop_instance_uid",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "result_weights_sha256",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "role",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "radiologist");

            migrationBuilder.AddColumn<string>(
                name: "sentence",
                table: "label_record",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "side",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "site",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "tracking_uid",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "use",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "Unrestricted");

            migrationBuilder.AddColumn<string>(
                name: "verdict",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "Drawn");

            migrationBuilder.CreateTable(
                name: "case_measure",
                columns: table => new
                {
                    case_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    mean_intensity = table.Column<double>(type: "REAL", nullable: false),
                    deviation_of_intensity = table.Column<double>(type: "REAL", nullable: false),
                    lesion_share = table.Column<double>(type: "REAL", nullable: false),
                    confidence = table.Column<double>(type: "REAL", nullable: true),
                    findings = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_case_measure", x => x.case_id);
                    table.ForeignKey(
                        name: "fk_case_measure_case_id",
                        column: x => x.case_id,
                        principalTable: "segmentation_case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "dataset_snapshot",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    content_sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    path = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    rule = table.Column<string>(type: "TEXT", nullable: false),
                    split_key_fingerprint = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    training = table.Column<int>(type: "INTEGER", nullable: false),
                    validation = table.Column<int>(type: "INTEGER", nullable: false),
                    test = table.Column<int>(type: "INTEGER", nullable: false),
                    counts_json = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dataset_snapshot", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "drift_reading",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    measure = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    psi = table.Column<double>(type: "REAL", nullable: false),
                    reference_cases = table.Column<int>(type: "INTEGER", nullable: false),
                    recent_cases = table.Column<int>(type: "INTEGER", nullable: false),
                    alarm = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drift_reading", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "frozen_image",
                columns: table => new
                {
                    sop_instance_uid = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    patient_key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    frozen_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_frozen_image", x => x.sop_instance_uid);
                });

            migrationBuilder.CreateTable(
                name: "label_disagreement",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    earlier_label_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    later_label_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    sop_instance_uid = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    dice = table.Column<double>(type: "REAL", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_label_disagreement", x => x.id);
                    table.ForeignKey(
                        name: "fk_label_disagreement_earlier_label_id",
                        column: x => x.earlier_label_id,
                        principalTable: "label_record",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_label_disagreement_later_label_id",
                        column: x => x.later_label_id,
                        principalTable: "label_record",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "shadow_result",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    model_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    case_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    segment_number = table.Column<int>(type: "INTEGER", nullable: false),
                    champion_pixels = table.Column<long>(type: "INTEGER", nullable: false),
                    shadow_pixels = table.Column<long>(type: "INTEGER", nullable: false),
                    agreement = table.Column<double>(type: "REAL", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shadow_result", x => x.id);
                    table.ForeignKey(
                        name: "fk_shadow_result_case_id",
                        column: x => x.case_id,
                        principalTable: "segmentation_case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_shadow_result_model_id",
                        column: x => x.model_id,
                        principalTable: "model_record",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "model_evaluation",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    candidate_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    champion_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    snapshot_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    requested_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    lease_owner = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    report_folder = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: true),
                    summary_json = table.Column<string>(type: "TEXT", nullable: true),
                    passed = table.Column<bool>(type: "INTEGER", nullable: true),
                    refusals = table.Column<string>(type: "TEXT", nullable: true),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_evaluation", x => x.id);
                    table.ForeignKey(
                        name: "fk_model_evaluation_candidate_id",
                        column: x => x.candidate_id,
                        principalTable: "model_record",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_model_evaluation_champion_id",
                        column: x => x.champion_id,
                        principalTable: "model_record",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_model_evaluation_snapshot_id",
                        column: x => x.snapshot_id,
                        principalTable: "dataset_snapshot",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_training_run_snapshot_id",
                table: "training_run",
                column: "snapshot_id");

            migrationBuilder.CreateIndex(
                name: "ux_training_run_one_per_device",
                table: "training_run",
                column: "device",
                unique: true,
                filter: "state = 'Running'");

            migrationBuilder.CreateIndex(
                name: "ix_label_record_seg_sop_instance_uid_segment_number_sop_instance_uid",
                table: "label_record",
                columns: new[] { "seg_sop_instance_uid", "segment_number", "sop_instance_uid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_case_measure_at",
                table: "case_measure",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_dataset_snapshot_content_sha256",
                table: "dataset_snapshot",
                column: "content_sha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_dataset_snapshot_created_at",
                table: "dataset_snapshot",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_drift_reading_at",
                table: "drift_reading",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_frozen_image_patient_key",
                table: "frozen_image",
                column: "patient_key");

            migrationBuilder.CreateIndex(
                name: "ix_label_disagreement_at",
                table: "label_disagreement",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_label_disagreement_earlier_label_id",
                table: "label_disagreement",
                column: "earlier_label_id");

            migrationBuilder.CreateIndex(
                name: "ix_label_disagreement_later_label_id",
                table: "label_disagreement",
                column: "later_label_id");

            migrationBuilder.CreateIndex(
                name: "ix_model_evaluation_candidate_id",
                table: "model_evaluation",
                column: "candidate_id");

            migrationBuilder.CreateIndex(
                name: "ix_model_evaluation_champion_id",
                table: "model_evaluation",
                column: "champion_id");

            migrationBuilder.CreateIndex(
                name: "ix_model_evaluation_snapshot_id",
                table: "model_evaluation",
                column: "snapshot_id");

            migrationBuilder.CreateIndex(
                name: "ix_model_evaluation_state_requested_at",
                table: "model_evaluation",
                columns: new[] { "state", "requested_at" });

            migrationBuilder.CreateIndex(
                name: "ix_shadow_result_case_id",
                table: "shadow_result",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_shadow_result_model_id_case_id_segment_number",
                table: "shadow_result",
                columns: new[] { "model_id", "case_id", "segment_number" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_training_run_snapshot_id",
                table: "training_run",
                column: "snapshot_id",
                principalTable: "dataset_snapshot",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_training_run_snapshot_id",
                table: "training_run");

            migrationBuilder.DropTable(
                name: "case_measure");

            migrationBuilder.DropTable(
                name: "drift_reading");

            migrationBuilder.DropTable(
                name: "frozen_image");

            migrationBuilder.DropTable(
                name: "label_disagreement");

            migrationBuilder.DropTable(
                name: "model_evaluation");

            migrationBuilder.DropTable(
                name: "shadow_result");

            migrationBuilder.DropTable(
                name: "dataset_snapshot");

            migrationBuilder.DropIndex(
                name: "ix_training_run_snapshot_id",
                table: "training_run");

            migrationBuilder.DropIndex(
                name: "ux_training_run_one_per_device",
                table: "training_run");

            migrationBuilder.DropIndex(
                name: "ix_label_record_seg_sop_instance_uid_segment_number_sop_instance_uid",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "attempts",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "device",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "epoch",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "estimated_end",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "loss",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "snapshot_id",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "step",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "total_steps",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "validation_dice",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "device",
                table: "source_image");

            migrationBuilder.DropColumn(
                name: "purged_at",
                table: "model_record");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "model_record");

            migrationBuilder.DropColumn(
                name: "shadow_since",
                table: "model_record");

            migrationBuilder.DropColumn(
                name: "comment",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "excluded_at",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "exclusion_reason",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "reader",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "result_seg_sop_instance_uid",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "result_weights_sha256",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "role",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "sentence",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "side",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "site",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "tracking_uid",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "use",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "verdict",
                table: "label_record");

            migrationBuilder.AlterColumn<string>(
                name: "seg_sop_instance_uid",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldMaxLength: 64,
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_label_record_seg_sop_instance_uid_segment_number",
                table: "label_record",
                columns: new[] { "seg_sop_instance_uid", "segment_number" },
                unique: true);
        }
    }
}
