using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Runtime;
using Weir.Server.Auth;
using Weir.Server.Commands;
using Weir.Server.Control;
using Weir.Server.Hosting;
using Weir.Server.Secrets;

namespace Weir.Server.Connections;

/// <summary>A connection of this server and where it comes from.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Workspace">Its workspace.</param>
/// <param name="Connector">Id of its connector.</param>
/// <param name="Revision">Counts its changes; 0 = from the connections file, which is changed there.</param>
/// <param name="Definition">What the engine works with; null if something is wrong with it.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record ConnectionEntry(
    string Name,
    string Workspace,
    string Connector,
    int Revision,
    ConnectionDefinition? Definition,
    IReadOnlyList<string> Problems
)
{
    /// <summary>True if it is written in the connections file.</summary>
    public bool IsFromFile => Revision == 0;
}

/// <summary>All connections of this server: those of the connections file, and those that people have made. Changes reach what runs at once.</summary>
internal sealed class ConnectionRegistry(
    IDbContextFactory<ControlDb> databases,
    Vault vault,
    OpenConnections open,
    FlowCatalog flows,
    IGrainFactory grains,
    ServerSetup setup,
    TimeProvider time
)
{
    private readonly ConcurrentDictionary<string, ConnectionEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Loads the connections that people have made. A name that the file has too is the file's.</summary>
    public void Load()
    {
        foreach (var definition in open.Definitions)
            _entries[definition.Name] = new ConnectionEntry(
                definition.Name,
                Accounts.FirstWorkspace,
                definition.Connector.Manifest.Id,
                Revision: 0,
                definition,
                []
            );
        using var db = databases.CreateDbContext();
        foreach (var stored in db.Connections.AsNoTracking().ToList())
        {
            if (_entries.ContainsKey(stored.Name))
                continue;
            var entry = EntryOf(stored, JsonElement.Parse(vault.Open(stored.Settings, Purpose(stored.Name))));
            _entries[stored.Name] = entry;
            if (entry.Definition is { } definition)
                open.Put(definition);
        }
    }

    /// <summary>Those of a workspace, by name.</summary>
    public IReadOnlyList<ConnectionEntry> In(string workspace) =>
        [
            .. _entries
                .Values.Where(e => string.Equals(e.Workspace, workspace, StringComparison.Ordinal))
                .OrderBy(e => e.Name, StringComparer.Ordinal),
        ];

    /// <summary>The one of that name, if it belongs to the workspace.</summary>
    public ConnectionEntry? Find(string name, string workspace) =>
        _entries.TryGetValue(name, out var entry) && string.Equals(entry.Workspace, workspace, StringComparison.Ordinal) ? entry : null;

    /// <summary>True if some workspace has a connection of that name.</summary>
    public bool IsTaken(string name) => _entries.ContainsKey(name);

    /// <summary>Connector ids of a workspace's connections, as a flow is checked against them.</summary>
    public IReadOnlyDictionary<string, string> KnownIn(string workspace) =>
        In(workspace).ToDictionary(e => e.Name, e => e.Connector, StringComparer.Ordinal);

    /// <summary>Flows that work with a connection.</summary>
    public IEnumerable<FlowDefinition> UsersOf(string name) =>
        flows.All.Where(flow => FlowParts.ConnectionsOf(flow).Contains(name, StringComparer.Ordinal));

    /// <summary>Checks settings without keeping them.</summary>
    public (ConnectionDefinition? Definition, IReadOnlyList<string> Problems) Check(
        string name,
        string connector,
        JsonElement settings,
        JsonElement limits
    )
    {
        var problems = new List<string>();
        if (!Inputs.Connectors.TryGetValue(connector, out var known))
            return (null, [$"connector: there is no connector '{connector}'; known are {string.Join(", ", Inputs.Connectors.Keys)}"]);
        var definition = ConnectionsFile.Make(name, known, settings, limits, (path, message) => problems.Add($"{path}: {message}"));
        return (definition is null ? null : definition with { ToThisMachine = setup.AllowLoopback }, problems);
    }

    /// <summary>Keeps a connection, and has what runs work with it from the next call on.</summary>
    /// <exception cref="DbUpdateConcurrencyException">Somebody else has changed it.</exception>
    public async Task<ConnectionEntry> PutAsync(
        ConnectionDefinition definition,
        JsonElement limits,
        Caller caller,
        int? revision,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var settings = vault.Seal(definition.Settings.GetRawText(), Purpose(definition.Name));
        var stored = revision is null ? null : await db.Connections.SingleOrDefaultAsync(c => c.Name == definition.Name, cancellationToken);
        if (stored is null && revision is not null || stored is not null && stored.Revision != revision)
            throw new DbUpdateConcurrencyException();
        if (stored is null)
            db.Connections.Add(
                stored = new StoredConnection
                {
                    Name = definition.Name,
                    WorkspaceId = caller.Workspace,
                    Connector = definition.Connector.Manifest.Id,
                    Settings = settings,
                    Limits = limits.GetRawText(),
                    ChangedBy = caller.Name,
                }
            );
        (stored.Connector, stored.Settings, stored.Limits) = (definition.Connector.Manifest.Id, settings, limits.GetRawText());
        (stored.Revision, stored.ChangedBy, stored.ChangedAt) = (stored.Revision + 1, caller.Name, time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        var entry = EntryOf(stored, definition.Settings);
        _entries[entry.Name] = entry;
        open.Put(definition);
        // It is kept: what runs is told of it even if the caller hangs up.
        await grains.GetGrain<IConnectionGrain>(definition.Name).ReloadAsync();
        await ReloadUsersAsync(definition.Name);
        return entry;
    }

    /// <summary>Takes a connection away that no flow works with.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Connections.Where(c => c.Name == name).ExecuteDeleteAsync(cancellationToken);
        _entries.TryRemove(name, out _);
        open.Remove(name);
    }

    private async Task ReloadUsersAsync(string name)
    {
        foreach (var flow in UsersOf(name))
        {
            flows.Recompile(flow.Name);
            await grains.GetGrain<IFlowGrain>(flow.Name).ReloadAsync();
        }
    }

    private ConnectionEntry EntryOf(StoredConnection stored, JsonElement settings)
    {
        var (definition, problems) = Check(stored.Name, stored.Connector, settings, JsonElement.Parse(stored.Limits));
        return new ConnectionEntry(stored.Name, stored.WorkspaceId, stored.Connector, stored.Revision, definition, problems);
    }

    private static string Purpose(string name) => $"connection/{name}";
}
