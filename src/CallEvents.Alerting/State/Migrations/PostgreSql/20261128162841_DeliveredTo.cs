using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.Alerting.State.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class DeliveredTo : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "delivered_to",
                table: "alerts",
                type: "text",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "delivered_to",
                table: "alerts");
        }
    }
}
