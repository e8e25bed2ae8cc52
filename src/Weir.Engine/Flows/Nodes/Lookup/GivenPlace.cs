using System.Runtime.InteropServices;
using System.Text.Json;
using Weir.Sdk.Errors;

namespace Weir.Engine.Flows.Nodes.Lookup;

/// <summary>Rows that stand for the answers of another place, so that nothing is asked.</summary>
internal sealed class GivenPlace(string name, IReadOnlyList<string> where, IReadOnlyList<JsonElement> rows) : ILookupPlace
{
    /// <exception cref="ConnectorException">There are no rows for the node.</exception>
    public static GivenPlace Of(
        string node,
        string name,
        IReadOnlyList<string> where,
        IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> given
    ) =>
        given.TryGetValue(node, out var rows)
            ? new GivenPlace(name, where, rows)
            : throw new ConnectorException(
                ErrorKind.Config,
                $"Lookup '{node}' looks into {name}, and nothing is given in its place: write the rows it would find under lookups.{node} ([] for none)."
            );

    public string Name { get; } = name;

    public Task<Dictionary<LookupKey, byte[]>> FindAsync(
        IReadOnlyList<LookupKey> keys,
        BatchContext context,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<LookupKey, byte[]>();
        var wanted = keys.ToHashSet();
        foreach (var row in rows)
            if (KeyOf(row) is var key && wanted.Contains(key))
                // The first row counts, as everywhere.
                found.TryAdd(key, JsonMarshal.GetRawUtf8Value(row).ToArray());
        return Task.FromResult(found);
    }

    private LookupKey KeyOf(JsonElement row) =>
        new([.. where.Select(field => row.TryGetProperty(field, out var value) ? value.ToString() : "")]);
}
