using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.CrmUpdater.State.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class KeyStateByTarget : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "crm_records",
                columns: table => new
                {
                    target = table.Column<string>(type: "text", nullable: false),
                    call_id = table.Column<string>(type: "text", nullable: false),
                    workspace = table.Column<string>(type: "text", nullable: false),
                    fields_revision = table.Column<long>(type: "bigint", nullable: true),
                    transcript_revision = table.Column<long>(type: "bigint", nullable: true),
                    written_properties = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    record_id = table.Column<string>(type: "text", nullable: true),
                    contact_id = table.Column<string>(type: "text", nullable: true),
                    other_links = table.Column<string>(type: "text", nullable: true),
                    is_gone = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    saved_in = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    claimed_until = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    claimed_by = table.Column<string>(type: "text", nullable: false, defaultValue: "")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_crm_records", x => new { x.target, x.call_id, x.workspace });
                });

            migrationBuilder.CreateTable(
                name: "state_epoch",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_state_epoch", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "written_properties",
                columns: table => new
                {
                    target = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    bit = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_written_properties", x => new { x.target, x.name });
                });

            migrationBuilder.CreateIndex(
                name: "IX_written_properties_target_bit",
                table: "written_properties",
                columns: new[] { "target", "bit" },
                unique: true);

            // What earlier releases have written went to the log: their only adapter was "none". Their table stays, for a replica of
            // theirs that still runs.
            migrationBuilder.Sql(
                """
                INSERT INTO crm_records (target, call_id, workspace, fields_revision, transcript_revision)
                SELECT 'none', call_id, workspace, fields_revision, transcript_revision FROM written_calls
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "crm_records");

            migrationBuilder.DropTable(
                name: "state_epoch");

            migrationBuilder.DropTable(
                name: "written_properties");
        }
    }
}
