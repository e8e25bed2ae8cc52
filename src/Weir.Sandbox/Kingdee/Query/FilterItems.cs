using System.Text;
using System.Text.Json;

namespace Weir.Sandbox.Kingdee;

/// <summary>The array form of FilterString, rewritten as text.</summary>
internal static class FilterItems
{
    /// <summary>The filter of a query in either form.</summary>
    public static string? Text(JsonElement data)
    {
        if (JsonValues.Find(data, "FilterString") is not { } filter)
            return null;
        if (filter.ValueKind == JsonValueKind.Array)
            return FromArray(filter);
        var text = JsonValues.Text(filter);
        // The array may itself come as text.
        return text?.TrimStart() is ['[', ..] ? FromArray(JsonSerializer.Deserialize<JsonElement>(text)) : text;
    }

    private static string FromArray(JsonElement items)
    {
        var text = new StringBuilder();
        var logic = "";
        foreach (var item in items.EnumerateArray())
        {
            text.Append(logic).Append(JsonValues.Text(item, "Left")).Append(' ');
            text.Append(
                One(JsonValues.Text(item, "FieldName") ?? "", JsonValues.Text(item, "Compare") ?? "", JsonValues.Text(item, "Value") ?? "")
            );
            text.Append(' ').Append(JsonValues.Text(item, "Right"));
            logic = JsonValues.Text(item, "Logic") is "1" ? " OR " : " AND ";
        }
        return text.ToString();
    }

    /// <summary>Codes other than 67 rest on one source; which of 60 and 211 is "begins with" is a guess.</summary>
    private static string One(string field, string compare, string value)
    {
        var quoted = value.Replace("'", "''", StringComparison.Ordinal);
        return compare switch
        {
            "67" or "105" or "29" or "" => $"{field} = '{quoted}'",
            "39" => $"{field} >= '{quoted}'",
            "56" => $"{field} <= '{quoted}'",
            "72" => $"{field} > '{quoted}'",
            "44" => $"{field} < '{quoted}'",
            "17" => $"{field} LIKE '%{quoted}%'",
            "60" => $"{field} LIKE '{quoted}%'",
            "211" => $"{field} LIKE '%{quoted}'",
            _ => throw new QueryException($"不支持的比较符{compare}", MsgCode.Parameter),
        };
    }
}
