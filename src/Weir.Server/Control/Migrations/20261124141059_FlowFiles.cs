using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Weir.Server.Control.Migrations
{
    /// <inheritdoc />
    public partial class FlowFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "FileHash",
                table: "flow",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "FilePath",
                table: "flow",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "FileHash",
                table: "flow");

            migrationBuilder.DropColumn(
                name: "FilePath",
                table: "flow");
        }
    }
}
