using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Worklist : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_model_version_id",
                table: "segmentation_case",
                columns: new[] { "model_version", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_segmentation_case_state_id",
                table: "segmentation_case",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_case_segment_finding_id_side_case_id",
                table: "case_segment",
                columns: new[] { "finding_id", "side", "case_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_segmentation_case_model_version_id",
                table: "segmentation_case");

            migrationBuilder.DropIndex(
                name: "ix_segmentation_case_state_id",
                table: "segmentation_case");

            migrationBuilder.DropIndex(
                name: "ix_case_segment_finding_id_side_case_id",
                table: "case_segment");
        }
    }
}
