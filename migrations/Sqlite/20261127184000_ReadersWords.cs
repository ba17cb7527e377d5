using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ReadersWords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "rejected_at",
                table: "label_record",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "rejection_sop_instance_uid",
                table: "label_record",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "row_version",
                table: "label_record",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "stored_at",
                table: "label_record",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "taken_back_at",
                table: "label_record",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "chance",
                table: "drift_reading",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "recent_corrected",
                table: "drift_reading",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "recent_dice",
                table: "drift_reading",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "reference_corrected",
                table: "drift_reading",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "reference_dice",
                table: "drift_reading",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "label_id",
                table: "case_event",
                type: "TEXT",
                nullable: true);

            // It was a text that was compared.
            migrationBuilder.Sql("UPDATE label_record SET taken_back_at = excluded_at WHERE exclusion_reason = 'Taken back by the reader who said it.'");

            migrationBuilder.CreateTable(
                name: "review_claim",
                columns: table => new
                {
                    case_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    reader = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_review_claim", x => x.case_id);
                    table.ForeignKey(
                        name: "fk_review_claim_case_id",
                        column: x => x.case_id,
                        principalTable: "segmentation_case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.DropIndex(
                name: "ix_case_segment_finding_id_side_case_id",
                table: "case_segment");

            migrationBuilder.CreateIndex(
                name: "ix_case_segment_finding_id_case_id_side",
                table: "case_segment",
                columns: new[] { "finding_id", "case_id", "side" });

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_model_version_updated_at",
                table: "segmentation_case",
                columns: new[] { "model_version", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_state_model_version_id",
                table: "segmentation_case",
                columns: new[] { "state", "model_version", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_updated_at_id",
                table: "segmentation_case",
                columns: new[] { "updated_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "review_claim");

            migrationBuilder.DropIndex(
                name: "ix_case_segment_finding_id_case_id_side",
                table: "case_segment");

            migrationBuilder.CreateIndex(
                name: "ix_case_segment_finding_id_side_case_id",
                table: "case_segment",
                columns: new[] { "finding_id", "side", "case_id" });

            migrationBuilder.DropIndex(
                name: "ix_segmentation_case_model_version_updated_at",
                table: "segmentation_case");

            migrationBuilder.DropIndex(
                name: "ix_segmentation_case_state_model_version_id",
                table: "segmentation_case");

            migrationBuilder.DropIndex(
                name: "ix_segmentation_case_updated_at_id",
                table: "segmentation_case");

            migrationBuilder.DropColumn(
                name: "rejected_at",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "rejection_sop_instance_uid",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "row_version",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "stored_at",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "taken_back_at",
                table: "label_record");

            migrationBuilder.DropColumn(
                name: "chance",
                table: "drift_reading");

            migrationBuilder.DropColumn(
                name: "recent_corrected",
                table: "drift_reading");

            migrationBuilder.DropColumn(
                name: "recent_dice",
                table: "drift_reading");

            migrationBuilder.DropColumn(
                name: "reference_corrected",
                table: "drift_reading");

            migrationBuilder.DropColumn(
                name: "reference_dice",
                table: "drift_reading");

            migrationBuilder.DropColumn(
                name: "label_id",
                table: "case_event");
        }
    }
}
