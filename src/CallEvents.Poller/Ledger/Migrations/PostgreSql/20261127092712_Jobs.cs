using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CallEvents.Poller.Ledger.Migrations.PostgreSql
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
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "job",
                table: "outbox",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "queue",
                table: "outbox",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "forgotten_at",
                table: "calls",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "last_replay",
                table: "calls",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    workspace = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: true),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    from = table.Column<long>(type: "bigint", nullable: true),
                    to = table.Column<long>(type: "bigint", nullable: true),
                    types = table.Column<string>(type: "text", nullable: true),
                    outcomes = table.Column<string>(type: "text", nullable: true),
                    reps = table.Column<string>(type: "text", nullable: true),
                    queue = table.Column<string>(type: "text", nullable: true),
                    calls = table.Column<string>(type: "text", nullable: true),
                    done = table.Column<long>(type: "bigint", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: true),
                    events = table.Column<long>(type: "bigint", nullable: false),
                    unreadable = table.Column<long>(type: "bigint", nullable: false),
                    walked_to = table.Column<long>(type: "bigint", nullable: true),
                    stop_requested = table.Column<bool>(type: "boolean", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true)
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
