using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MySqlConnector;

namespace Weir.Tests.Mapping.MariaDb;

/// <summary>A MariaDB of its own, in a temporary directory and on a free loopback port; installed with apt-get when there is none and we may.</summary>
internal sealed class MariaDbServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _directory;
    private readonly int _port;

    private MariaDbServer(Process process, string directory, int port) => (_process, _directory, _port) = (process, directory, port);

    /// <summary>Starts one; null and a reason when MariaDB is not to be had.</summary>
    public static async Task<(MariaDbServer? Server, string Reason)> StartAsync(CancellationToken stop)
    {
        if (Find("mariadbd") is null && await InstallAsync(stop) is { } reason)
            return (null, reason);
        var directory = Directory.CreateTempSubdirectory("weir-mariadb-").FullName;
        var data = Path.Combine(directory, "data");
        var user = Environment.UserName;
        var (code, output) = await RunAsync(
            Find("mariadb-install-db")!,
            ["--no-defaults", $"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db", $"--user={user}"],
            stop
        );
        if (code != 0)
            return (null, $"mariadb-install-db: {output}");
        var port = FreePort();
        var process = Process.Start(
            new ProcessStartInfo(
                Find("mariadbd")!,
                [
                    "--no-defaults",
                    $"--user={user}",
                    $"--datadir={data}",
                    $"--socket={Path.Combine(directory, "s")}",
                    "--bind-address=127.0.0.1",
                    $"--port={port}",
                    $"--pid-file={Path.Combine(directory, "pid")}",
                    $"--log-error={Path.Combine(directory, "log")}",
                    "--innodb-buffer-pool-size=16M",
                    "--skip-log-bin",
                    // What the container's root may connect as, on loopback only.
                    "--skip-grant-tables",
                    "--skip-networking=0",
                ]
            )
        )!;
        var server = new MariaDbServer(process, directory, port);
        for (var i = 0; i < 300; i++)
        {
            try
            {
                await (await server.OpenAsync(stop)).DisposeAsync();
                return (server, "");
            }
            catch (MySqlException) when (!process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
            }
        }
        await server.DisposeAsync();
        return (null, "mariadbd did not answer within 30 s");
    }

    /// <summary>A connection in the session that the comparison is defined for.</summary>
    public async Task<MySqlConnection> OpenAsync(CancellationToken stop)
    {
        var connection = new MySqlConnection(
            $"Server=127.0.0.1;Port={_port};User ID=root;Pooling=false;SslMode=None;DefaultCommandTimeout=60"
        );
        await connection.OpenAsync(stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "SET NAMES utf8mb4 COLLATE utf8mb4_general_ci, sql_mode = '', time_zone = '+08:00'";
        await command.ExecuteNonQueryAsync(stop);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<string?> InstallAsync(CancellationToken stop)
    {
        if (Find("apt-get") is not { } apt || !Environment.IsPrivilegedProcess)
            return "MariaDB is not installed, and only root can install it with apt-get";
        await RunAsync(apt, ["update", "-qq"], stop);
        var (code, output) = await RunAsync(apt, ["install", "-y", "-qq", "--no-install-recommends", "mariadb-server"], stop);
        return code == 0 && Find("mariadbd") is not null ? null : $"apt-get install mariadb-server: {output}";
    }

    private static string? Find(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin" }
            .Select(d => Path.Combine(d, program))
            .FirstOrDefault(File.Exists);

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        // The package would start a server of the machine.
        start.Environment["RUNLEVEL"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(stop);
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, output + await error);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
