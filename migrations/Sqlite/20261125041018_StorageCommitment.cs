using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class StorageCommitment : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "storage_commitment",
                columns: table => new
                {
                    transaction_uid = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    case_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    sop_instance_uid = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    destination = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    requested_at = table.Column<long>(type: "INTEGER", nullable: false),
                    reported_at = table.Column<long>(type: "INTEGER", nullable: true),
                    is_committed = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_storage_commitment", x => x.transaction_uid);
                    table.ForeignKey(
                        name: "fk_storage_commitment_case_id",
                        column: x => x.case_id,
                        principalTable: "segmentation_case",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_storage_commitment_case_id",
                table: "storage_commitment",
                column: "case_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "storage_commitment");
        }
    }
}
