using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class WhatWaits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Each step on its own and repeatable: in one transaction nobody could read the images while a column of a million rows is being filled.
            migrationBuilder.Sql("ALTER TABLE source_image ADD COLUMN IF NOT EXISTS met_at timestamp with time zone", suppressTransaction: true);
            migrationBuilder.Sql(
                """
                UPDATE source_image SET met_at = met.at FROM
                (SELECT sop_instance_uid, min(created_at) AS at FROM segmentation_case GROUP BY sop_instance_uid) AS met
                WHERE met.sop_instance_uid = source_image.sop_instance_uid AND source_image.met_at IS NULL
                """,
                suppressTransaction: true);
            // Not concurrently: that would wait for another process that waits for its turn to migrate.
            migrationBuilder.Sql("CREATE INDEX IF NOT EXISTS ix_source_image_unmet ON source_image (received_at) WHERE met_at IS NULL", suppressTransaction: true);
            migrationBuilder.Sql(
                "CREATE INDEX IF NOT EXISTS ix_report_version_unmet ON report_version (received_at) WHERE match_state <> 'Matched' AND superseded_by_id IS NULL",
                suppressTransaction: true);
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
