using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.Poller.Ledger.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Begin : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "calls",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    call_id = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    duration_seconds = table.Column<double>(type: "REAL", nullable: true),
                    rep_id = table.Column<string>(type: "TEXT", nullable: true),
                    prospect_email = table.Column<string>(type: "TEXT", nullable: true),
                    coaching_score = table.Column<double>(type: "REAL", nullable: true),
                    outcome = table.Column<string>(type: "TEXT", nullable: true),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    answered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    lane = table.Column<int>(type: "INTEGER", nullable: false),
                    transcript = table.Column<int>(type: "INTEGER", nullable: false),
                    checks = table.Column<int>(type: "INTEGER", nullable: false),
                    checked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    next_check = table.Column<long>(type: "INTEGER", nullable: true),
                    waited = table.Column<long>(type: "INTEGER", nullable: false),
                    transcript_hash = table.Column<string>(type: "TEXT", nullable: true),
                    transcript_segments = table.Column<int>(type: "INTEGER", nullable: false),
                    transcript_length = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calls", x => new { x.workspace, x.call_id });
                });

            migrationBuilder.CreateTable(
                name: "facts",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    call_id = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    message_id = table.Column<string>(type: "TEXT", nullable: false),
                    lane = table.Column<int>(type: "INTEGER", nullable: false),
                    origin = table.Column<string>(type: "TEXT", nullable: false),
                    observed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    body = table.Column<byte[]>(type: "BLOB", nullable: true),
                    size = table.Column<int>(type: "INTEGER", nullable: false),
                    trace_parent = table.Column<string>(type: "TEXT", nullable: true),
                    told_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_facts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "gaps",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    from = table.Column<long>(type: "INTEGER", nullable: false),
                    to = table.Column<long>(type: "INTEGER", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    next_try = table.Column<long>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gaps", x => new { x.workspace, x.from, x.to });
                });

            migrationBuilder.CreateTable(
                name: "parked",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    is_call = table.Column<bool>(type: "INTEGER", nullable: false),
                    from = table.Column<long>(type: "INTEGER", nullable: false),
                    to = table.Column<long>(type: "INTEGER", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    next_try = table.Column<long>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_parked", x => new { x.workspace, x.key });
                });

            migrationBuilder.CreateTable(
                name: "workspaces",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    start_from = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    watermark = table.Column<long>(type: "INTEGER", nullable: false),
                    backfilled_to = table.Column<long>(type: "INTEGER", nullable: false),
                    not_before = table.Column<long>(type: "INTEGER", nullable: true),
                    fence = table.Column<long>(type: "INTEGER", nullable: false),
                    holder = table.Column<string>(type: "TEXT", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_workspaces", x => x.name);
                });

            migrationBuilder.CreateIndex(
                name: "IX_calls_workspace_lane_next_check",
                table: "calls",
                columns: new[] { "workspace", "lane", "next_check" },
                filter: "next_check IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_calls_workspace_seen_at",
                table: "calls",
                columns: new[] { "workspace", "seen_at" },
                filter: "transcript = 0");

            migrationBuilder.CreateIndex(
                name: "IX_facts_workspace_call_id_revision",
                table: "facts",
                columns: new[] { "workspace", "call_id", "revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_facts_workspace_lane_id",
                table: "facts",
                columns: new[] { "workspace", "lane", "id" },
                filter: "told_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calls");

            migrationBuilder.DropTable(
                name: "facts");

            migrationBuilder.DropTable(
                name: "gaps");

            migrationBuilder.DropTable(
                name: "parked");

            migrationBuilder.DropTable(
                name: "workspaces");
        }
    }
}
