using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class DoubtsAndHeld : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "caveat",
                table: "report_version",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_message_held",
                table: "outbox_message",
                column: "destination",
                filter: "dispatched_at IS NULL AND not_before IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_message_held",
                table: "outbox_message");

            migrationBuilder.DropColumn(
                name: "caveat",
                table: "report_version");
        }
    }
}
