using System.Collections.Immutable;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes;

/// <summary>What is known of the records at a place of a flow, for validation.</summary>
/// <param name="Source">The source whose fields they have; null if it is not known.</param>
/// <param name="Added">Members that were added on the way, and the names below them as far as they are known.</param>
public sealed record KnownRecord(OperationDescriptor? Source, IReadOnlyDictionary<string, ImmutableHashSet<string>?> Added)
{
    /// <summary>A record of a source, as it came.</summary>
    public static KnownRecord Of(OperationDescriptor? source) => new(source, ImmutableDictionary<string, ImmutableHashSet<string>?>.Empty);

    /// <summary>The record with one more member.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="below">Names below it; null when they are not known.</param>
    public KnownRecord With(string name, IEnumerable<string>? below)
    {
        var known = below?.ToImmutableHashSet(StringComparer.Ordinal);
        if (known is not null && Added.TryGetValue(name, out var already))
            known = already?.Union(known);
        return this with { Added = new Dictionary<string, ImmutableHashSet<string>?>(Added, StringComparer.Ordinal) { [name] = known } };
    }

    /// <summary>A record that came one way or the other.</summary>
    public KnownRecord And(KnownRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Added.Aggregate(this, (record, added) => record.With(added.Key, added.Value));
    }

    /// <summary>Tells when a path leads to nothing.</summary>
    public void CheckPath(string path, NodeCheck check, string where)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(check);
        var parts = path.Split('.', '[');
        if (!Added.TryGetValue(parts[0], out var below))
        {
            if (Source is not null)
                SourceNode.CheckPath(path, Source, check, where);
            return;
        }
        if (below is not null && parts.Length > 1 && !below.Contains(parts[1]))
            check.Add(
                Severity.Warning,
                where,
                $"'{parts[0]}' has no '{parts[1]}': it will be empty{DidYouMean.Suffix(parts[1], below)}; it has {string.Join(", ", below.Order(StringComparer.Ordinal))}"
            );
    }
}
