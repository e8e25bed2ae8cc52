using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Server.Auth;
using Weir.Server.Hosting;
using Weir.Server.Secrets;
using Weir.Storage.Embedded;

namespace Weir.Server.Commands;

/// <summary><c>weir serve</c>: engine and REST API.</summary>
internal static class ServeCommand
{
    public static Command Build()
    {
        var data = new Option<string>("--data")
        {
            Description = "Data directory: ledger, payloads, watermarks.",
            DefaultValueFactory = _ => "data",
        };
        var urls = Listening.Urls();
        var token = Listening.TokenFile();
        var publicUrl = Listening.PublicUrl();
        var masterKey = Listening.MasterKeyFile();
        var loopback = Listening.AllowLoopback();
        var flows = new Option<string>("--flows")
        {
            Description = "Directory of flow files (*.yaml); one that is broken is listed with its problems, and the others run.",
            DefaultValueFactory = _ => "flows",
        };
        var connections = new Option<string>("--connections")
        {
            Description = "Connections file (YAML).",
            DefaultValueFactory = _ => "connections.yaml",
        };
        var command = new Command(
            "serve",
            """
            Starts the server: engine and REST API (/api/v1, described at /openapi/v1.json). Ctrl-C stops it after the calls under way.

            Example:
              weir serve --flows flows --connections connections.yaml --data /var/lib/weir
            """
        )
        {
            data,
            urls,
            token,
            publicUrl,
            masterKey,
            loopback,
            flows,
            connections,
        };
        command.SetAction(
            async (parse, stop) =>
            {
                var access = await AccessRules.ReadAsync(parse.GetValue(token), parse.GetValue(publicUrl), stop);
                var addresses = ListenAddresses.Check(parse.GetRequiredValue(urls), access.IsForOthers);
                // A directory or file that was asked for by name must be there; the usual ones may not be there yet.
                var given = (
                    Flows: parse.GetResult(flows) is { Implicit: false },
                    Connections: parse.GetResult(connections) is { Implicit: false }
                );
                var known = await ConnectionsAsync(parse.GetRequiredValue(connections), given.Connections, stop);
                var files = await FlowsAsync(parse.GetRequiredValue(flows), given.Flows, parse.GetRequiredValue(connections), known, stop);
                var master = MasterKey.Load(parse.GetRequiredValue(data), parse.GetValue(masterKey));
                await using var ledger = SqliteLedger.Open(parse.GetRequiredValue(data), TimeProvider.System);
                return await RunAsync(
                    new ServerSetup(parse.GetRequiredValue(data), ledger, known, files, addresses, access)
                    {
                        Master = master,
                        AllowLoopback = parse.GetValue(loopback),
                    },
                    stop
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(ServerSetup setup, CancellationToken stop)
    {
        await using var app = ServerHost.Build(setup);
        await ServerHost.StartAsync(app);
        var address = setup.Access.PublicAddress?.GetLeftPart(UriPartial.Authority) ?? ServerHost.AddressOf(app);
        Console.Out.WriteLine(
            $"{address}   flows {setup.Flows.Sound.Count}, connections {setup.Connections.Count}, data {setup.Data}   Ctrl-C stops"
        );
        foreach (var broken in setup.Flows.All.Where(f => f.Flow is null))
            Console.Out.WriteLine($"not loaded: {broken.File}");
        var accounts = app.Services.GetRequiredService<Accounts>();
        if (await accounts.IsEmptyAsync(stop))
            Console.Out.WriteLine(
                $"Nobody has an account yet. Make yours, the owner's, at:\n  {address}/setup#token={accounts.SetupToken}"
            );
        await app.WaitForShutdownAsync(stop);
        return 0;
    }

    private static async Task<IReadOnlyList<ConnectionDefinition>> ConnectionsAsync(string path, bool given, CancellationToken stop)
    {
        if (given || File.Exists(path))
            return await Inputs.ConnectionsAsync(path, stop);
        await Console.Error.WriteLineAsync($"There is no {path}: no connections.");
        return [];
    }

    private static async Task<FlowFiles> FlowsAsync(
        string directory,
        bool given,
        string connectionsPath,
        IReadOnlyList<ConnectionDefinition> connections,
        CancellationToken stop
    )
    {
        if (!Directory.Exists(directory))
        {
            if (given)
                throw new CommandException($"The flows directory {directory} does not exist.");
            await Console.Error.WriteLineAsync($"There is no directory {directory}: no flows. Put flow files there, or give --flows DIR.");
            return new FlowFiles([]);
        }
        var files = await FlowFiles.LoadAsync(directory, connectionsPath, connections, stop);
        foreach (var entry in files.All)
        foreach (var problem in entry.Problems)
            await Console.Error.WriteLineAsync($"{entry.File}:{problem}");
        return files;
    }
}
