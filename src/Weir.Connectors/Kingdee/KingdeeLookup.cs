using Weir.Sdk.Connectors;

namespace Weir.Connectors.Kingdee;

/// <summary>Names of the fields every form has under its own spelling (reference §7).</summary>
/// <param name="Pk">Primary key, for example FCUSTID.</param>
/// <param name="Number">FNumber or FBillNo.</param>
/// <param name="Organised">Base data that is allocated to organisations: each has a copy with an id of its own (§7).</param>
internal sealed record KingdeeKeys(string Pk, string Number, bool Organised = false);

/// <summary>Asks Kingdee for documents by identity (design law 3; reference §9.3 step 1).</summary>
internal sealed class KingdeeLookup(KingdeeClient client, KingdeeSaveSettings settings)
{
    private const int Chunk = 200;

    /// <summary>One entry per identity, in order.</summary>
    public async Task<IReadOnlyList<FoundDocument>> FindAsync(
        IReadOnlyList<string> identities,
        KingdeeKeys keys,
        ICollection<Exchange>? trace,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, FoundDocument>(StringComparer.Ordinal);
        // An empty identity would match every document that never got one.
        var wanted = identities.Select(Trim).Where(i => i.Length > 0).Distinct(StringComparer.Ordinal);
        foreach (var chunk in wanted.Chunk(Chunk))
        {
            var question = new KingdeeQuestion(
                settings.FormId,
                keys.Organised
                    ? [keys.Pk, keys.Number, settings.Identity!, "FDocumentStatus", "FCreateOrgId", "FUseOrgId"]
                    : [keys.Pk, keys.Number, settings.Identity!, "FDocumentStatus"],
                KingdeeQuery.In(settings.Identity!, chunk)
            )
            {
                Order = $"{keys.Pk} ASC",
            };
            var rows = await KingdeeQuery.RowsAsync(client, question, trace, cancellationToken);
            foreach (var row in rows.Where(r => !IsAllocated(r)))
                Add(found, row);
            // A copy is no second document, but better than none.
            foreach (var row in rows.Where(IsAllocated))
                if (row[2] is { } identity && !found.ContainsKey(Trim(identity)))
                    Add(found, row);
        }
        return [.. identities.Select(i => found.GetValueOrDefault(Trim(i)) ?? new FoundDocument(FoundState.Missing, Copies: 0))];
    }

    private void Add(Dictionary<string, FoundDocument> found, string?[] row)
    {
        var identity = Trim(row[2] ?? "");
        if (identity.Length == 0)
            return;
        if (found.TryGetValue(identity, out var first))
            found[identity] = first with { Copies = first.Copies + 1 };
        else
            found[identity] = new FoundDocument(IsComplete(row[3]) ? FoundState.Complete : FoundState.Incomplete, row[0], row[1]);
    }

    /// <summary>Made by Allocate: used by another organisation than the one that created it.</summary>
    private static bool IsAllocated(string?[] row) =>
        row is [.., { } created, { } used] && row.Length == 6 && !string.Equals(created, used, StringComparison.Ordinal);

    /// <summary>Without audit by us a document is complete as soon as it is more than a draft (状态 Z, §7).</summary>
    private bool IsComplete(string? status) => settings.AutoSubmitAndAudit ? status is "C" : status is not "Z";

    // Some columns come padded with blanks (§6.3).
    private static string Trim(string identity) => identity.Trim();
}
