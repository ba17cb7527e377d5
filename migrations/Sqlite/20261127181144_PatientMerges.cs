using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PatientMerges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "patient_merge",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    prior = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    surviving = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    authority = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    prior_key = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    surviving_key = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    message_id = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: true),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    taken_back_at = table.Column<long>(type: "INTEGER", nullable: true),
                    taken_back_by = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_patient_merge", x => x.id);
                    table.CheckConstraint("ck_patient_merge_two_numbers", "prior_key <> surviving_key");
                });

            migrationBuilder.CreateIndex(
                name: "ix_patient_merge_surviving",
                table: "patient_merge",
                column: "surviving_key",
                filter: "taken_back_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ux_patient_merge_one_stands",
                table: "patient_merge",
                column: "prior_key",
                unique: true,
                filter: "taken_back_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "patient_merge");
        }
    }
}
