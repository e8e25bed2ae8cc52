using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Weir.Server.Control;

/// <summary>Opens the control database of a data directory.</summary>
internal static class ControlStore
{
    private const string FileName = "control.db";

    /// <summary>Options of the contexts of one data directory.</summary>
    public static void Use(DbContextOptionsBuilder options, string data) =>
        options
            .UseSqlite(
                new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, FileName), DefaultTimeout = 30 }.ConnectionString
            )
            .AddInterceptors(new Pragmas());

    /// <summary>Brings the database to the newest form, and makes it if there is none; only its owner may read it.</summary>
    public static void Migrate(ControlDb db, string data)
    {
        Directory.CreateDirectory(data);
        var path = Path.Combine(data, FileName);
        if (!File.Exists(path))
            File.WriteAllBytes(path, []);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        db.Database.Migrate();
        // Kept in the file.
        db.Database.ExecuteSqlRaw("pragma journal_mode = wal");
    }

    private sealed class Pragmas : DbConnectionInterceptor
    {
        private const string Text = "pragma synchronous = full; pragma foreign_keys = on;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            Set(connection);
            return Task.CompletedTask;
        }

        private static void Set(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Text;
            command.ExecuteNonQuery();
        }
    }
}

/// <summary>For the tool that writes migrations.</summary>
internal sealed class ControlDesign : IDesignTimeDbContextFactory<ControlDb>
{
    public ControlDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<ControlDb>();
        ControlStore.Use(options, Path.GetTempPath());
        return new ControlDb(options.Options);
    }
}
