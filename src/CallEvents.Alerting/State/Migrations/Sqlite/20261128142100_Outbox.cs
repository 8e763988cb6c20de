using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.Alerting.State.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Outbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "alerts",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    rule_id = table.Column<string>(type: "TEXT", nullable: false),
                    call_id = table.Column<string>(type: "TEXT", nullable: false),
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    occurrence = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    severity = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    observed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    first_due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    late_at = table.Column<long>(type: "INTEGER", nullable: false),
                    drops_late = table.Column<bool>(type: "INTEGER", nullable: false),
                    digest_reason = table.Column<int>(type: "INTEGER", nullable: false),
                    digest_id = table.Column<string>(type: "TEXT", nullable: false),
                    counted_by = table.Column<string>(type: "TEXT", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    claimed_until = table.Column<long>(type: "INTEGER", nullable: false),
                    claim_number = table.Column<int>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alerts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "channel_paces",
                columns: table => new
                {
                    channel = table.Column<string>(type: "TEXT", nullable: false),
                    next_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_channel_paces", x => x.channel);
                });

            migrationBuilder.CreateTable(
                name: "outbox_locks",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_locks", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "remembered_matches",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    rule_id = table.Column<string>(type: "TEXT", nullable: false),
                    call_id = table.Column<string>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    fields = table.Column<string>(type: "TEXT", nullable: false),
                    rest = table.Column<string>(type: "TEXT", nullable: false),
                    call = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_remembered_matches", x => new { x.workspace, x.rule_id, x.call_id });
                });

            migrationBuilder.CreateTable(
                name: "rule_fires",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    rule_id = table.Column<string>(type: "TEXT", nullable: false),
                    call_id = table.Column<string>(type: "TEXT", nullable: false),
                    counted_by = table.Column<string>(type: "TEXT", nullable: false),
                    fired_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rule_fires", x => new { x.workspace, x.rule_id, x.call_id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_alerts_channel_state_due_at",
                table: "alerts",
                columns: new[] { "channel", "state", "due_at" });

            migrationBuilder.CreateIndex(
                name: "IX_alerts_counted_by_channel_created_at",
                table: "alerts",
                columns: new[] { "counted_by", "channel", "created_at" });

            migrationBuilder.CreateIndex(
                name: "IX_alerts_digest_id",
                table: "alerts",
                column: "digest_id");

            migrationBuilder.CreateIndex(
                name: "IX_alerts_state_ended_at",
                table: "alerts",
                columns: new[] { "state", "ended_at" });

            migrationBuilder.CreateIndex(
                name: "IX_alerts_workspace_rule_id_call_id_channel_occurrence",
                table: "alerts",
                columns: new[] { "workspace", "rule_id", "call_id", "channel", "occurrence" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_remembered_matches_changed_at",
                table: "remembered_matches",
                column: "changed_at");

            migrationBuilder.CreateIndex(
                name: "IX_rule_fires_counted_by_fired_at",
                table: "rule_fires",
                columns: new[] { "counted_by", "fired_at" });

            // What the former release has sent is not sent again.
            migrationBuilder.Sql(
                """
                INSERT INTO alerts (id, workspace, rule_id, call_id, channel, occurrence, state, reason, severity, created_at, observed_at,
                    due_at, first_due_at, late_at, drops_late, digest_reason, digest_id, counted_by, content, failures, claimed_until,
                    claim_number, ended_at)
                SELECT 'sent:' || workspace || ':' || rule_id || ':' || call_id || ':' || channel, workspace, rule_id, call_id, channel, '',
                    'sent', '', 0, sent_at, sent_at, sent_at, sent_at, 9223372036854775807, false, -1, '', '', '', 0, 0, 0, sent_at
                FROM sent_alerts WHERE sent_at IS NOT NULL
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alerts");

            migrationBuilder.DropTable(
                name: "channel_paces");

            migrationBuilder.DropTable(
                name: "outbox_locks");

            migrationBuilder.DropTable(
                name: "remembered_matches");

            migrationBuilder.DropTable(
                name: "rule_fires");
        }
    }
}
