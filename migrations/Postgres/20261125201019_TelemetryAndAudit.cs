using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Postgres
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
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "report_version",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "trace_parent",
                table: "outbox_message",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "audit_cursor",
                columns: table => new
                {
                    repository = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    sent = table.Column<long>(type: "bigint", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_cursor", x => x.repository);
                });

            migrationBuilder.CreateTable(
                name: "audit_record",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    @event = table.Column<string>(name: "event", type: "character varying(64)", maxLength: 64, nullable: false),
                    actor = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    succeeded = table.Column<bool>(type: "boolean", nullable: false),
                    message = table.Column<string>(type: "text", nullable: false),
                    previous_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false)
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
                CREATE FUNCTION audit_record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'audit_record is append-only: % is refused', TG_OP;
                END $$;
                CREATE TRIGGER audit_record_append_only BEFORE UPDATE OR DELETE ON audit_record
                    FOR EACH ROW EXECUTE FUNCTION audit_record_is_append_only();
                CREATE TRIGGER audit_record_no_truncate BEFORE TRUNCATE ON audit_record
                    FOR EACH STATEMENT EXECUTE FUNCTION audit_record_is_append_only();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_cursor");

            migrationBuilder.DropTable(
                name: "audit_record");

            migrationBuilder.Sql("DROP FUNCTION audit_record_is_append_only();");

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
