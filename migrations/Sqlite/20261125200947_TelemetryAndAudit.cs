using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TelemetryAndAudit : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "source_image",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "report_version",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "outbox_message",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "audit_cursor",
                columns: table => new
                {
                    repository = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    sent = table.Column<long>(type: "INTEGER", nullable: false),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_cursor", x => x.repository);
                });

            migrationBuilder.CreateTable(
                name: "audit_record",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", maxLength: 64, nullable: false),
                    actor = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    succeeded = table.Column<bool>(type: "INTEGER", nullable: false),
                    message = table.Column<string>(type: "TEXT", nullable: false),
                    previous_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_record", x => x.sequence);
                });

            migrationBuilder.CreateIndex(
                name: "ix_audit_record_at",
                table: "audit_record",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_audit_record_previous_hash",
                table: "audit_record",
                column: "previous_hash",
                unique: true);

            migrationBuilder.Sql(
                """
                CREATE TRIGGER audit_record_no_update BEFORE UPDATE ON audit_record
                BEGIN SELECT RAISE(ABORT, 'audit_record is append-only: UPDATE is refused'); END;
                """);
            migrationBuilder.Sql(
                """
                CREATE TRIGGER audit_record_no_delete BEFORE DELETE ON audit_record
                BEGIN SELECT RAISE(ABORT, 'audit_record is append-only: DELETE is refused'); END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_cursor");

            migrationBuilder.DropTable(
                name: "audit_record");

            migrationBuilder.DropColumn(
                name: "trace_parent",
                table: "source_image");

            migrationBuilder.DropColumn(
                name: "trace_parent",
                table: "report_version");

            migrationBuilder.DropColumn(
                name: "trace_parent",
                table: "outbox_message");
        }
    }
}
