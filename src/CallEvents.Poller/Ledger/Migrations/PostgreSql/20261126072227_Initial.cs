using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CallEvents.Poller.Ledger.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "calls",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "text", nullable: false),
                    call_id = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    duration_seconds = table.Column<double>(type: "double precision", nullable: true),
                    rep_id = table.Column<string>(type: "text", nullable: true),
                    prospect_email = table.Column<string>(type: "text", nullable: true),
                    coaching_score = table.Column<double>(type: "double precision", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    discovered_at = table.Column<long>(type: "bigint", nullable: false),
                    answered_at = table.Column<long>(type: "bigint", nullable: false),
                    lane = table.Column<int>(type: "integer", nullable: false),
                    transcript = table.Column<int>(type: "integer", nullable: false),
                    checks = table.Column<int>(type: "integer", nullable: false),
                    checked_at = table.Column<long>(type: "bigint", nullable: true),
                    next_check_at = table.Column<long>(type: "bigint", nullable: true),
                    waited = table.Column<long>(type: "bigint", nullable: false),
                    transcript_segments = table.Column<int>(type: "integer", nullable: false),
                    transcript_length = table.Column<long>(type: "bigint", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calls", x => new { x.workspace, x.call_id });
                });

            migrationBuilder.CreateTable(
                name: "gaps",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<long>(type: "bigint", nullable: false),
                    to = table.Column<long>(type: "bigint", nullable: false),
                    opened_at = table.Column<long>(type: "bigint", nullable: false),
                    next_retry_at = table.Column<long>(type: "bigint", nullable: false),
                    error = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_gaps", x => new { x.workspace, x.from, x.to });
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    workspace = table.Column<string>(type: "text", nullable: false),
                    call_id = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<string>(type: "character varying(36)", nullable: false),
                    lane = table.Column<int>(type: "integer", nullable: false),
                    origin = table.Column<string>(type: "text", nullable: false),
                    observed_at = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: true),
                    size = table.Column<int>(type: "integer", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    published_at = table.Column<long>(type: "bigint", nullable: true),
                    discarded_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "parked",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    is_call = table.Column<bool>(type: "boolean", nullable: false),
                    from = table.Column<long>(type: "bigint", nullable: false),
                    to = table.Column<long>(type: "bigint", nullable: false),
                    parked_at = table.Column<long>(type: "bigint", nullable: false),
                    next_retry_at = table.Column<long>(type: "bigint", nullable: false),
                    error = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_parked", x => new { x.workspace, x.key });
                });

            migrationBuilder.CreateTable(
                name: "replicas",
                columns: table => new
                {
                    holder = table.Column<string>(type: "text", nullable: false),
                    alive_until = table.Column<long>(type: "bigint", nullable: false),
                    workspaces = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_replicas", x => x.holder);
                });

            migrationBuilder.CreateTable(
                name: "reread_windows",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    last_start = table.Column<long>(type: "bigint", nullable: false),
                    run_start = table.Column<long>(type: "bigint", nullable: true),
                    walked_to = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reread_windows", x => new { x.workspace, x.position });
                });

            migrationBuilder.CreateTable(
                name: "workspaces",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    start_from = table.Column<long>(type: "bigint", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    watermark = table.Column<long>(type: "bigint", nullable: false),
                    backfilled_to = table.Column<long>(type: "bigint", nullable: false),
                    api_paused_until = table.Column<long>(type: "bigint", nullable: true),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    holder = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_workspaces", x => x.name);
                });

            migrationBuilder.CreateIndex(
                name: "IX_calls_workspace_created_at",
                table: "calls",
                columns: new[] { "workspace", "created_at" },
                filter: "fingerprint IS NULL AND transcript <> 0 AND next_check_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_calls_workspace_discovered_at",
                table: "calls",
                columns: new[] { "workspace", "discovered_at" },
                filter: "transcript = 0");

            migrationBuilder.CreateIndex(
                name: "IX_calls_workspace_lane_next_check_at",
                table: "calls",
                columns: new[] { "workspace", "lane", "next_check_at" },
                filter: "next_check_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_workspace_call_id_revision",
                table: "outbox",
                columns: new[] { "workspace", "call_id", "revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_outbox_workspace_lane_id",
                table: "outbox",
                columns: new[] { "workspace", "lane", "id" },
                filter: "published_at IS NULL AND discarded_at IS NULL");

            // A body is stored compressed. PostgreSQL would try to compress it again, which took a seventh of the server's time.
            migrationBuilder.Sql("ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calls");

            migrationBuilder.DropTable(
                name: "gaps");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "parked");

            migrationBuilder.DropTable(
                name: "replicas");

            migrationBuilder.DropTable(
                name: "reread_windows");

            migrationBuilder.DropTable(
                name: "workspaces");
        }
    }
}
