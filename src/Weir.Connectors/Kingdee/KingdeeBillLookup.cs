using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Kingdee;

/// <summary>Settings of a lookup node.</summary>
internal sealed record KingdeeBillLookupSettings
{
    [Field("表单标识", "Form id", Help = "For example BD_MATERIAL.")]
    public required string FormId { get; init; }

    [Field(
        "过滤条件",
        "Filter",
        Help = "An SQL fragment that rows must fulfil besides, for example FUseOrgId.FNumber='100' AND FDocumentStatus='C'."
    )]
    public string Filter { get; init; } = "";

    [Field("排序", "Order", Help = "Of several rows with the same values the first counts, for example FMATERIALID ASC.")]
    public string Order { get; init; } = "";
}

/// <summary>Finds rows by field values with ExecuteBillQuery (reference §6).</summary>
internal sealed class KingdeeBillLookup(KingdeeClient client, KingdeeBillLookupSettings settings) : ILookup
{
    public int KeysPerCall => 200;

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(
        IReadOnlyList<string> where,
        IReadOnlyList<IReadOnlyList<string>> keys,
        IReadOnlyList<string> take,
        CancellationToken cancellationToken
    )
    {
        string[] fields = [.. where.Concat(take).Distinct(StringComparer.Ordinal)];
        var question = new KingdeeQuestion(settings.FormId, fields, Filter(where, keys)) { Order = settings.Order };
        var rows = await KingdeeQuery.RowsAsync(client, question, trace: null, cancellationToken);
        return [.. rows.Select(row => (ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(Named(fields, row)))];
    }

    private string Filter(IReadOnlyList<string> where, IReadOnlyList<IReadOnlyList<string>> keys)
    {
        var values =
            where.Count == 1
                ? KingdeeQuery.In(where[0], keys.Select(key => key[0]))
                : string.Join(
                    " OR ",
                    keys.Select(key => $"({string.Join(" AND ", where.Select((f, i) => $"{f}={KingdeeQuery.Quote(key[i])}"))})")
                );
        return settings.Filter.Length == 0 ? values : $"({settings.Filter}) AND ({values})";
    }

    /// <summary>Some columns come padded with blanks (§6.3).</summary>
    private static Dictionary<string, string?> Named(string[] fields, string?[] row) =>
        fields.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second?.Trim(), StringComparer.Ordinal);
}
