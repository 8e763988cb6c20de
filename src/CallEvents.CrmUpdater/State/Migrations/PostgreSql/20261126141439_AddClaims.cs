using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.CrmUpdater.State.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class AddClaims : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "claim_number",
                table: "written_calls",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "claimed_until",
                table: "written_calls",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "claim_number",
                table: "written_calls");

            migrationBuilder.DropColumn(
                name: "claimed_until",
                table: "written_calls");
        }
    }
}
