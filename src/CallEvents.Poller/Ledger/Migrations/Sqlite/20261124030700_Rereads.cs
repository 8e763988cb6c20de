using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.Poller.Ledger.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Rereads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "fingerprint",
                table: "calls",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "replicas",
                columns: table => new
                {
                    holder = table.Column<string>(type: "TEXT", nullable: false),
                    alive_until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_replicas", x => x.holder);
                });

            migrationBuilder.CreateTable(
                name: "rereads",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    line = table.Column<int>(type: "INTEGER", nullable: false),
                    last_start = table.Column<long>(type: "INTEGER", nullable: false),
                    run_start = table.Column<long>(type: "INTEGER", nullable: true),
                    done_to = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rereads", x => new { x.workspace, x.line });
                });

            migrationBuilder.CreateIndex(
                name: "IX_calls_workspace_created_at",
                table: "calls",
                columns: new[] { "workspace", "created_at" },
                filter: "fingerprint IS NULL AND transcript <> 0 AND next_check IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "replicas");

            migrationBuilder.DropTable(
                name: "rereads");

            migrationBuilder.DropIndex(
                name: "IX_calls_workspace_created_at",
                table: "calls");

            migrationBuilder.DropColumn(
                name: "fingerprint",
                table: "calls");
        }
    }
}
