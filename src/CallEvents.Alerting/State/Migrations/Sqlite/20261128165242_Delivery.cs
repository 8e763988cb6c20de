using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.Alerting.State.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Delivery : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "accepted_at",
                table: "channel_paces",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "delivered_to",
                table: "alerts",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "IX_rule_fires_fired_at",
                table: "rule_fires",
                column: "fired_at");

            migrationBuilder.CreateIndex(
                name: "IX_alerts_state_digest_id",
                table: "alerts",
                columns: new[] { "state", "digest_id" },
                filter: "content <> ''");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_rule_fires_fired_at",
                table: "rule_fires");

            migrationBuilder.DropIndex(
                name: "IX_alerts_state_digest_id",
                table: "alerts");

            migrationBuilder.DropColumn(
                name: "accepted_at",
                table: "channel_paces");

            migrationBuilder.DropColumn(
                name: "delivered_to",
                table: "alerts");
        }
    }
}
