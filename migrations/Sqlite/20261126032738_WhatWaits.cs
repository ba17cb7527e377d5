using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class WhatWaits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "met_at",
                table: "source_image",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.Sql(
                """
                UPDATE source_image SET met_at = (SELECT min(c.created_at) FROM segmentation_case AS c WHERE c.sop_instance_uid = source_image.sop_instance_uid)
                WHERE EXISTS (SELECT 1 FROM segmentation_case AS c WHERE c.sop_instance_uid = source_image.sop_instance_uid)
                """);

            migrationBuilder.CreateIndex(
                name: "ix_source_image_unmet",
                table: "source_image",
                column: "received_at",
                filter: "met_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_report_version_unmet",
                table: "report_version",
                column: "received_at",
                filter: "match_state <> 'Matched' AND superseded_by_id IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_source_image_unmet",
                table: "source_image");

            migrationBuilder.DropIndex(
                name: "ix_report_version_unmet",
                table: "report_version");

            migrationBuilder.DropColumn(
                name: "met_at",
                table: "source_image");
        }
    }
}
