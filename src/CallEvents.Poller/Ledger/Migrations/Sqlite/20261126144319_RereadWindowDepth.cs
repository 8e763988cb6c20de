using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.Poller.Ledger.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RereadWindowDepth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "depth",
                table: "reread_windows",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "depth",
                table: "reread_windows");
        }
    }
}
