using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Weir.Server.Auth;
using Weir.Server.Control;

namespace Weir.Server.Audit;

/// <summary>What is written of a change.</summary>
/// <param name="Action">Name of the operation of the API.</param>
/// <param name="Subject">On what.</param>
/// <param name="Before">How it was, without secrets.</param>
/// <param name="After">How it is, without secrets.</param>
internal sealed record AuditNote(string Action, string Subject, JsonNode? Before = null, JsonNode? After = null);

/// <summary>Writes changes of state, each chained to the one before. One writer at a time: the chain has no forks.</summary>
internal sealed class AuditLog(IDbContextFactory<ControlDb> databases, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Appends an entry.</summary>
    public async Task AppendAsync(AuditNote note, Caller? caller, string who, string address, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var last = await db.Audit.AsNoTracking().OrderByDescending(e => e.Id).FirstOrDefaultAsync(cancellationToken);
            var entry = new AuditEntry
            {
                Id = (last?.Id ?? 0) + 1,
                // To the millisecond, as it is kept: the hash has to be found again.
                At = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
                Who = who,
                PersonId = caller?.PersonId,
                Address = address,
                WorkspaceId = caller?.Workspace ?? "",
                Action = note.Action,
                Subject = note.Subject,
                Before = note.Before?.ToJsonString(),
                After = note.After?.ToJsonString(),
                Hash = [],
            };
            entry.Hash = HashOf(last?.Hash ?? [], entry);
            db.Audit.Add(entry);
            await db.SaveChangesAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Follows the chain from its beginning.</summary>
    /// <returns>How many entries there are, and the first whose hash is wrong or that is missing.</returns>
    public async Task<(long Entries, long? BrokenAt)> CheckAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        long count = 0;
        byte[] hash = [];
        await foreach (var entry in db.Audit.AsNoTracking().OrderBy(e => e.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            count++;
            if (entry.Id != count || !HashOf(hash, entry).AsSpan().SequenceEqual(entry.Hash))
                return (count, count);
            hash = entry.Hash;
        }
        return (count, null);
    }

    public void Dispose() => _one.Dispose();

    private static byte[] HashOf(byte[] before, AuditEntry entry)
    {
        // As JSON, so that no two entries have one text.
        var text = JsonSerializer.SerializeToUtf8Bytes<object?[]>([
            Convert.ToHexString(before),
            entry.Id,
            entry.At.ToUnixTimeMilliseconds(),
            entry.Who,
            entry.PersonId,
            entry.Address,
            entry.WorkspaceId,
            entry.Action,
            entry.Subject,
            entry.Before,
            entry.After,
        ]);
        return SHA256.HashData(text);
    }
}
