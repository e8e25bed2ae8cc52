using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Flows.Nodes.Lookup;

/// <summary>A place where a lookup looks.</summary>
internal interface ILookupPlace
{
    /// <summary>What it is called in an error.</summary>
    string Name { get; }

    /// <summary>The rows found for the keys, as JSON objects, by key; keys without a row are not in it.</summary>
    Task<Dictionary<LookupKey, byte[]>> FindAsync(IReadOnlyList<LookupKey> keys, BatchContext context, CancellationToken cancellationToken);
}

/// <summary>A table of the flow.</summary>
internal sealed class TablePlace(string table, StaticTables tables, string field) : ILookupPlace
{
    private readonly ValuePlan _plan = ValuePlan.Compile(
        $"_function TABLE('{table.Replace("'", "''", StringComparison.Ordinal)}', {{{{k}}}}, NULL)",
        tables
    );

    public string Name => $"table '{table}'";

    public Task<Dictionary<LookupKey, byte[]>> FindAsync(
        IReadOnlyList<LookupKey> keys,
        BatchContext context,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<LookupKey, byte[]>();
        using var output = new Utf8Output();
        foreach (var key in keys)
        {
            output.CutBack(0);
            var kind = _plan.Apply(
                JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = key.Values[0] }),
                context.Map,
                output
            );
            if (kind != ValueKind.Null)
                found[key] = Encoding.UTF8.GetBytes($"{{{JsonSerializer.Serialize(field)}:{Encoding.UTF8.GetString(output.Written)}}}");
        }
        return Task.FromResult(found);
    }
}

/// <summary>The documents of another flow.</summary>
internal sealed class FlowPlace(string flow, IReadOnlyList<string> where) : ILookupPlace
{
    public string Name => $"flow '{flow}'";

    public async Task<Dictionary<LookupKey, byte[]>> FindAsync(
        IReadOnlyList<LookupKey> keys,
        BatchContext context,
        CancellationToken cancellationToken
    )
    {
        if (context.Ledger is not { } ledger)
            throw new ConnectorException(
                ErrorKind.Config,
                $"Looking into flow '{flow}' needs its data directory, which a preview does not have."
            );
        var found = await ledger.FindRecordsAsync(flow, where, [.. keys.Select(key => key.Text)], cancellationToken);
        return keys.Where(key => found.ContainsKey(key.Text)).ToDictionary(key => key, key => found[key.Text]);
    }
}

/// <summary>A lookup operation of a connection.</summary>
internal sealed class ConnectionPlace(LookupSettings settings, IReadOnlyList<string> where, IReadOnlyList<string> take) : ILookupPlace
{
    private ILookup? _lookup;

    public string Name => $"{settings.Connection} {settings.Operation}";

    public async Task<Dictionary<LookupKey, byte[]>> FindAsync(
        IReadOnlyList<LookupKey> keys,
        BatchContext context,
        CancellationToken cancellationToken
    )
    {
        var lookup = _lookup ??= Open(context);
        var found = new Dictionary<LookupKey, byte[]>();
        foreach (var chunk in keys.Chunk(lookup.KeysPerCall))
        {
            var rows =
                (IReadOnlyList<ReadOnlyMemory<byte>>)
                    await context.CallAsync(
                        settings.Connection!,
                        async token => await lookup.FindAsync(where, [.. chunk.Select(key => key.Values)], take, token),
                        cancellationToken
                    );
            foreach (var row in rows)
                // The first row counts, as with a query by hand.
                found.TryAdd(KeyOf(row), row.ToArray());
        }
        return found;
    }

    private ILookup Open(BatchContext context)
    {
        var definition = context.Connections.Definition(settings.Connection!);
        var operation = definition.Connector.Manifest.Operations.Single(o =>
            o.Role == OperationRole.Lookup && string.Equals(o.Id, settings.Operation, StringComparison.Ordinal)
        );
        return context.Connections.Get(settings.Connection!).OpenLookup(operation, settings.Settings);
    }

    private LookupKey KeyOf(ReadOnlyMemory<byte> row)
    {
        using var document = JsonDocument.Parse(row);
        return new LookupKey([.. where.Select(field => document.RootElement.TryGetProperty(field, out var value) ? value.ToString() : "")]);
    }
}

/// <summary>A combination of values, compared as text.</summary>
internal sealed class LookupKey(IReadOnlyList<string> values) : IEquatable<LookupKey>
{
    /// <summary>Between the values; JSON text never has it unescaped.</summary>
    public const char Separator = '\u001f';

    public IReadOnlyList<string> Values { get; } = values;

    public string Text { get; } = string.Join(Separator, values);

    /// <summary>With an empty value there is nothing to look for.</summary>
    public bool IsEmpty => Values.Any(value => value.Length == 0);

    public bool Equals(LookupKey? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as LookupKey);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);
}
