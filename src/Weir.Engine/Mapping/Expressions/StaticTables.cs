using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Tables that are written in the flow: key → value. For <c>TABLE('name', key)</c> and <c>$table</c>.</summary>
public sealed class StaticTables
{
    /// <summary>No tables.</summary>
    public static readonly StaticTables None = new(default);

    private readonly Dictionary<string, StaticTable> _tables = new(StringComparer.Ordinal);

    /// <summary>Reads tables.</summary>
    /// <param name="tables">A group with one group per table, whose members are key and value; undefined for none.</param>
    /// <param name="others">Tables that are there besides; of two with one name that of <paramref name="tables"/> counts.</param>
    /// <exception cref="JsonException">It is not that.</exception>
    public StaticTables(JsonElement tables, StaticTables? others = null)
    {
        foreach (var (name, table) in others?._tables ?? [])
            _tables[name] = table;
        if (tables.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return;
        if (tables.ValueKind != JsonValueKind.Object)
            throw new JsonException("tables are a group: name of the table, and below it key: value");
        foreach (var table in tables.EnumerateObject())
            _tables[table.Name] = new StaticTable(table.Name, table.Value);
    }

    /// <summary>Names of the tables.</summary>
    public IEnumerable<string> Names => _tables.Keys;

    internal bool TryFind(string name, [NotNullWhen(true)] out StaticTable? table) => _tables.TryGetValue(name, out table);
}

/// <summary>One table.</summary>
internal sealed class StaticTable
{
    private readonly Dictionary<byte[], ConstantNode> _rows = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], ConstantNode>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public StaticTable(string name, JsonElement rows)
    {
        Name = name;
        if (rows.ValueKind != JsonValueKind.Object)
            throw new JsonException($"table '{name}' is a group: key: value");
        foreach (var row in rows.EnumerateObject())
            _rows[Encoding.UTF8.GetBytes(row.Name)] = Constant(name, row);
        _lookup = _rows.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public string Name { get; }

    private static ConstantNode Constant(string table, JsonProperty row)
    {
        switch (row.Value.ValueKind)
        {
            case JsonValueKind.String:
                return new ConstantNode(Value.Of(Encoding.UTF8.GetBytes(row.Value.GetString()!)));
            case JsonValueKind.Object or JsonValueKind.Array:
                throw new JsonException($"table '{table}' has a list or group at '{row.Name}'; values are texts and numbers");
            default:
                return new ConstantNode(ReferenceNode.Read(Encoding.UTF8.GetBytes(row.Value.GetRawText()), new Arena()));
        }
    }

    /// <summary>The value of a key, byte for byte; null if there is none.</summary>
    public ConstantNode? Find(ReadOnlySpan<byte> key) => _lookup.TryGetValue(key, out var value) ? value : null;
}
