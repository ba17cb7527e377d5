using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CausalClipSeg.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PatientTraits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "patient_age",
                table: "source_image",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "patient_sex",
                table: "source_image",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "patient_age",
                table: "source_image");

            migrationBuilder.DropColumn(
                name: "patient_sex",
                table: "source_image");
        }
    }
}
