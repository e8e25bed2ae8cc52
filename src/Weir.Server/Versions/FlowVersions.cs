using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Weir.Engine.Flows;
using Weir.Engine.Runtime;
using Weir.Server.Auth;
using Weir.Server.Commands;
using Weir.Server.Connections;
using Weir.Server.Control;
using Weir.Server.Hosting;

namespace Weir.Server.Versions;

/// <summary>
/// Drafts and published versions of the flows. A version is never changed; to publish means to add one and have it run. Flow files of the server are taken
/// in as versions when their content is another one than it was.
/// </summary>
internal sealed class FlowVersions(
    IDbContextFactory<ControlDb> databases,
    FlowFiles flows,
    FlowCatalog catalog,
    ConnectionRegistry connections,
    IGrainFactory grains,
    TimeProvider time
) : IDisposable
{
    private const string FromFile = "flow file";
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Takes in the flow files, and puts every published flow in its place. Before the engine starts.</summary>
    public void Load()
    {
        using var db = databases.CreateDbContext();
        foreach (var entry in flows.All.Where(e => e.Flow is not null))
            TakeIn(db, entry);
        db.SaveChanges();
        foreach (var stored in db.Flows.AsNoTracking().Where(f => f.Published != null).ToList())
        {
            var version = db.FlowVersions.AsNoTracking().Single(v => v.Flow == stored.Name && v.Number == stored.Published);
            var broken = flows.Find(stored.Name) is { Flow: null } file ? file : null;
            Run(EntryOf(stored, version, broken));
        }
    }

    private void TakeIn(ControlDb db, FlowEntry entry)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(entry.Flow!.Text)));
        var stored = db.Flows.SingleOrDefault(f => f.Name == entry.Name);
        if (stored is not null && string.Equals(stored.FileHash, hash, StringComparison.Ordinal))
        {
            stored.FilePath = entry.File;
            return;
        }
        if (stored is null)
            db.Flows.Add(
                stored = new StoredFlow
                {
                    Name = entry.Name,
                    WorkspaceId = Accounts.FirstWorkspace,
                    ChangedBy = FromFile,
                }
            );
        (stored.FilePath, stored.FileHash) = (entry.File, hash);
        AddVersion(db, stored, entry.Flow.Text, Path.GetFileName(entry.File), FromFile);
    }

    /// <summary>A flow as it is kept; null if the workspace has none of that name.</summary>
    public async Task<StoredFlow?> FindAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .Flows.AsNoTracking()
            .SingleOrDefaultAsync(f => f.Name == name && f.WorkspaceId == caller.Workspace, cancellationToken);
    }

    /// <summary>Its versions, newest first.</summary>
    public async Task<List<FlowVersion>> ListAsync(string name, int before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .FlowVersions.AsNoTracking()
            .Where(v => v.Flow == name && v.Number < before)
            .OrderByDescending(v => v.Number)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>One version, or null.</summary>
    public async Task<FlowVersion?> GetAsync(string name, int number, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.FlowVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Flow == name && v.Number == number, cancellationToken);
    }

    /// <summary>The text of a flow that runs, or that cannot.</summary>
    public async Task<string> TextOfAsync(FlowEntry entry, CancellationToken cancellationToken) =>
        entry.Flow?.Text
        ?? (entry.Version > 0 ? (await GetAsync(entry.Name, entry.Version, cancellationToken))?.Yaml : null)
        ?? await Inputs.ReadAsync(entry.File, "flow file", cancellationToken);

    /// <summary>Checks a text with the connections of a workspace.</summary>
    public FlowFile Check(string yaml, string workspace, string? filePath = null) =>
        new FlowReader(Inputs.Connectors).Read(
            yaml,
            connections.KnownIn(workspace),
            filePath is null
                ? _ =>
                    throw new UnauthorizedAccessException("a flow that is not a file has no files beside it; write the rows into the flow")
                : Inputs.BesideOf(filePath)
        );

    /// <summary>Keeps a draft; makes the flow if there is none of that name.</summary>
    /// <returns>The flow, or null if it was changed by somebody else meanwhile or the name is taken.</returns>
    public async Task<StoredFlow?> SaveDraftAsync(
        string name,
        string? yaml,
        int? revision,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var stored = await db.Flows.SingleOrDefaultAsync(f => f.Name == name, cancellationToken);
        if (stored is null != revision is null || (stored is not null && stored.Revision != revision))
            return null;
        if (stored is null)
            db.Flows.Add(
                stored = new StoredFlow
                {
                    Name = name,
                    WorkspaceId = caller.Workspace,
                    ChangedBy = caller.Name,
                }
            );
        if (stored.Draft is null)
            stored.DraftBase = stored.Published ?? 0;
        stored.Draft = yaml;
        Touch(stored, caller.Name);
        return await SavedAsync(db, cancellationToken) ? stored : null;
    }

    /// <summary>Removes a flow of which no version was ever published.</summary>
    public async Task<bool> RemoveAsync(string name, int revision, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
                .Flows.Where(f => f.Name == name && f.Revision == revision && f.Published == null)
                .ExecuteDeleteAsync(cancellationToken) == 1;
    }

    /// <summary>Adds a version and has it run: a run that is under way goes on with it after the calls that were made with the former one.</summary>
    /// <returns>The flow, or null if it was changed by somebody else meanwhile.</returns>
    public async Task<StoredFlow?> PublishAsync(
        string name,
        string yaml,
        string note,
        int revision,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var stored = await db.Flows.SingleAsync(f => f.Name == name, cancellationToken);
            if (stored.Revision != revision)
                return null;
            var version = AddVersion(db, stored, yaml, note, caller.Name);
            stored.Draft = null;
            if (!await SavedAsync(db, cancellationToken))
                return null;
            // It is kept: what runs is told of it even if the caller hangs up.
            Run(EntryOf(stored, version, broken: null));
            await grains.GetGrain<IFlowGrain>(name).ReloadAsync();
            return stored;
        }
        finally
        {
            _one.Release();
        }
    }

    private FlowVersion AddVersion(ControlDb db, StoredFlow stored, string yaml, string note, string author)
    {
        var number = (db.FlowVersions.Where(v => v.Flow == stored.Name).Max(v => (int?)v.Number) ?? 0) + 1;
        var version = new FlowVersion
        {
            Flow = stored.Name,
            Number = number,
            Yaml = yaml,
            Note = note,
            Author = author,
            At = time.GetUtcNow(),
        };
        db.FlowVersions.Add(version);
        stored.Published = number;
        Touch(stored, author);
        return version;
    }

    private void Touch(StoredFlow stored, string who) =>
        (stored.Revision, stored.ChangedBy, stored.ChangedAt) = (stored.Revision + 1, who, time.GetUtcNow());

    private static async Task<bool> SavedAsync(ControlDb db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            // Between the look and the write somebody else was faster: another revision, or the same name.
            return false;
        }
    }

    private FlowEntry EntryOf(StoredFlow stored, FlowVersion version, FlowEntry? broken)
    {
        var file = Check(version.Yaml, stored.WorkspaceId, stored.FilePath);
        return new FlowEntry(
            stored.Name,
            stored.FilePath ?? "",
            file.Flow,
            broken is null ? file.Problems : [.. broken.Problems, .. file.Problems]
        )
        {
            Workspace = stored.WorkspaceId,
            Version = version.Number,
        };
    }

    private void Run(FlowEntry entry)
    {
        flows.Put(entry);
        if (entry.Flow is { } flow)
            catalog.Put(flow);
        else
            catalog.Remove(entry.Name);
    }

    public void Dispose() => _one.Dispose();
}
