using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.Poller.Ledger.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Jobs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "paused_at",
                table: "workspaces",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "job",
                table: "outbox",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "queue",
                table: "outbox",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "forgotten_at",
                table: "calls",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "last_replay",
                table: "calls",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    from = table.Column<long>(type: "INTEGER", nullable: true),
                    to = table.Column<long>(type: "INTEGER", nullable: true),
                    types = table.Column<string>(type: "TEXT", nullable: true),
                    outcomes = table.Column<string>(type: "TEXT", nullable: true),
                    reps = table.Column<string>(type: "TEXT", nullable: true),
                    queue = table.Column<string>(type: "TEXT", nullable: true),
                    calls = table.Column<string>(type: "TEXT", nullable: true),
                    done = table.Column<long>(type: "INTEGER", nullable: false),
                    total = table.Column<long>(type: "INTEGER", nullable: true),
                    events = table.Column<long>(type: "INTEGER", nullable: false),
                    unreadable = table.Column<long>(type: "INTEGER", nullable: false),
                    walked_to = table.Column<long>(type: "INTEGER", nullable: true),
                    stop_requested = table.Column<bool>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_jobs", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_calls_workspace_forgotten_at",
                table: "calls",
                columns: new[] { "workspace", "forgotten_at" },
                filter: "forgotten_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_jobs_workspace_id",
                table: "jobs",
                columns: new[] { "workspace", "id" },
                filter: "state IN ('Waiting', 'Running')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "jobs");

            migrationBuilder.DropIndex(
                name: "IX_calls_workspace_forgotten_at",
                table: "calls");

            migrationBuilder.DropColumn(
                name: "paused_at",
                table: "workspaces");

            migrationBuilder.DropColumn(
                name: "job",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "queue",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "forgotten_at",
                table: "calls");

            migrationBuilder.DropColumn(
                name: "last_replay",
                table: "calls");
        }
    }
}
