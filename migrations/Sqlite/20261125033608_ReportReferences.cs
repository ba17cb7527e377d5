using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ReportReferences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "observed_at",
                table: "report_version",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "report_reference",
                columns: table => new
                {
                    report_version_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    value = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_reference", x => new { x.report_version_id, x.kind, x.value });
                    table.ForeignKey(
                        name: "fk_report_reference_report_version_id",
                        column: x => x.report_version_id,
                        principalTable: "report_version",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_report_reference_kind_value",
                table: "report_reference",
                columns: new[] { "kind", "value" });

            migrationBuilder.Sql("INSERT INTO report_reference (report_version_id, kind, value) SELECT id, 'Study', claimed_study_instance_uid FROM report_version WHERE claimed_study_instance_uid IS NOT NULL");
            migrationBuilder.Sql("INSERT INTO report_reference (report_version_id, kind, value) SELECT id, 'Accession', accession_number FROM report_version WHERE accession_number IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "report_reference");

            migrationBuilder.DropColumn(
                name: "observed_at",
                table: "report_version");
        }
    }
}
