using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class LifeOfACase : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_segmentation_case_seg_sop_instance_uid",
                table: "segmentation_case");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "quiet_until",
                table: "study",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "revision",
                table: "study",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "study_revision",
                table: "source_image",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rejected_at",
                table: "segmentation_case",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "rejection_sop_instance_uid",
                table: "segmentation_case",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "study_revision",
                table: "segmentation_case",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "issued_at",
                table: "report_version",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "queue",
                table: "refusal",
                type: "character varying(256)",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "resolution",
                table: "refusal",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "resolved_at",
                table: "refusal",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "contract_version",
                table: "outbox_message",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_seg_sop_instance_uid",
                table: "segmentation_case",
                column: "seg_sop_instance_uid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_segmentation_case_one_stands",
                table: "segmentation_case",
                columns: new[] { "sop_instance_uid", "report_key" },
                unique: true,
                filter: "state NOT IN ('Withdrawn', 'Superseded')");

            migrationBuilder.CreateIndex(
                name: "ix_refusal_open_dead_letter",
                table: "refusal",
                columns: new[] { "queue", "at" },
                filter: "queue IS NOT NULL AND resolved_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_segmentation_case_seg_sop_instance_uid",
                table: "segmentation_case");

            migrationBuilder.DropIndex(
                name: "ux_segmentation_case_one_stands",
                table: "segmentation_case");

            migrationBuilder.DropIndex(
                name: "ix_refusal_open_dead_letter",
                table: "refusal");

            migrationBuilder.DropColumn(
                name: "quiet_until",
                table: "study");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "study");

            migrationBuilder.DropColumn(
                name: "study_revision",
                table: "source_image");

            migrationBuilder.DropColumn(
                name: "rejected_at",
                table: "segmentation_case");

            migrationBuilder.DropColumn(
                name: "rejection_sop_instance_uid",
                table: "segmentation_case");

            migrationBuilder.DropColumn(
                name: "study_revision",
                table: "segmentation_case");

            migrationBuilder.DropColumn(
                name: "issued_at",
                table: "report_version");

            migrationBuilder.DropColumn(
                name: "queue",
                table: "refusal");

            migrationBuilder.DropColumn(
                name: "resolution",
                table: "refusal");

            migrationBuilder.DropColumn(
                name: "resolved_at",
                table: "refusal");

            migrationBuilder.DropColumn(
                name: "contract_version",
                table: "outbox_message");

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_seg_sop_instance_uid",
                table: "segmentation_case",
                column: "seg_sop_instance_uid");
        }
    }
}
