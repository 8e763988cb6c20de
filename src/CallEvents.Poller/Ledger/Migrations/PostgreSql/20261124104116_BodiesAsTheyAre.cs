using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallEvents.Poller.Ledger.Migrations.PostgreSql
{
    /// <summary>A body comes compressed. The server would try to compress it once more, which took a seventh of its time.</summary>
    public partial class BodiesAsTheyAre : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("ALTER TABLE facts ALTER COLUMN body SET STORAGE EXTERNAL");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("ALTER TABLE facts ALTER COLUMN body SET STORAGE EXTENDED");
    }
}
