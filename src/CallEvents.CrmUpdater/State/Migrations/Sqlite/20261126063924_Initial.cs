using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.CrmUpdater.State.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "written_calls",
                columns: table => new
                {
                    workspace = table.Column<string>(type: "TEXT", nullable: false),
                    call_id = table.Column<string>(type: "TEXT", nullable: false),
                    fields_revision = table.Column<long>(type: "INTEGER", nullable: true),
                    transcript_revision = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_written_calls", x => new { x.workspace, x.call_id });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "written_calls");
        }
    }
}
