using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Reigns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "checkpoint_at",
                table: "training_run",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "fruitless_attempts",
                table: "training_run",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "imported_patient",
                table: "study",
                type: "TEXT",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "attempts",
                table: "model_evaluation",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "label_exclusion",
                columns: table => new
                {
                    uid = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_label_exclusion", x => x.uid);
                });

            migrationBuilder.CreateTable(
                name: "reign",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    model_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    began_at = table.Column<long>(type: "INTEGER", nullable: false),
                    cause = table.Column<string>(type: "TEXT", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    rolled_back_from = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reign", x => x.id);
                    table.ForeignKey(
                        name: "fk_reign_model_id",
                        column: x => x.model_id,
                        principalTable: "model_record",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_reign_began_at",
                table: "reign",
                column: "began_at");

            migrationBuilder.CreateIndex(
                name: "ix_reign_model_id",
                table: "reign",
                column: "model_id");

            // What is known of the reigns so far: the last of each model that was ever in charge.
            migrationBuilder.Sql(
                """
                INSERT INTO reign (id, model_id, began_at, cause, ended_at, rolled_back_from)
                SELECT m.id, m.id, m.promoted_at, m.reason,
                    CASE WHEN m.state = 'Champion' THEN NULL
                        ELSE coalesce((SELECT min(n.promoted_at) FROM model_record AS n WHERE n.promoted_at > m.promoted_at), m.promoted_at) END,
                    m.state <> 'Champion' AND EXISTS (
                        SELECT 1 FROM model_record AS n WHERE n.reason LIKE 'Rolled back:%'
                            AND n.promoted_at = (SELECT min(o.promoted_at) FROM model_record AS o WHERE o.promoted_at > m.promoted_at))
                FROM model_record AS m WHERE m.promoted_at IS NOT NULL AND m.state IN ('Champion', 'Retired')
                """);

            // What was excluded stays so for labels that come later.
            migrationBuilder.Sql(
                """
                INSERT INTO label_exclusion (uid, reason, at)
                SELECT sop_instance_uid, min(coalesce(exclusion_reason, '')), min(excluded_at) FROM label_record WHERE excluded_at IS NOT NULL GROUP BY sop_instance_uid
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "label_exclusion");

            migrationBuilder.DropTable(
                name: "reign");

            migrationBuilder.DropColumn(
                name: "checkpoint_at",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "fruitless_attempts",
                table: "training_run");

            migrationBuilder.DropColumn(
                name: "imported_patient",
                table: "study");

            migrationBuilder.DropColumn(
                name: "attempts",
                table: "model_evaluation");
        }
    }
}
