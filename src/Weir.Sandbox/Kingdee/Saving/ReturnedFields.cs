using System.Globalization;
using System.Text.Json.Nodes;

namespace Weir.Sandbox.Kingdee;

/// <summary>Values as JSON, for NeedReturnFields and for the dump of the control API.</summary>
internal static class ReturnedFields
{
    public static JsonObject Of(Bill bill, IEnumerable<string> keys)
    {
        var result = new JsonObject();
        foreach (var key in keys)
        {
            var dot = key.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
            {
                if (bill.Form.HeadField(key) is { } field)
                    result[key] = Node(bill.Read(field));
            }
            else if (bill.Form.FindEntity(key[..dot]) is { } entity)
            {
                AddEntry(result, bill, entity, key[..dot], key[(dot + 1)..]);
            }
        }
        return result;
    }

    /// <summary>All that is stored, under field keys; references as <c>{"FNumber":…}</c>.</summary>
    public static JsonObject Dump(Bill bill)
    {
        var result = new JsonObject();
        foreach (var field in bill.Form.Head.Fields)
        {
            if (bill.Read(field) is { } value)
                result[field.Key] = Wrapped(value);
        }
        foreach (var (entity, rows) in bill.Entries)
        {
            var list = rows.Select(row => (JsonNode)DumpRow(entity, row)).ToArray();
            result[entity.Key] = entity.IsObject ? list.FirstOrDefault() : new JsonArray(list);
        }
        result["saves"] = bill.Saves;
        result["audits"] = bill.Audits;
        result["unAudits"] = bill.UnAudits;
        return result;
    }

    /// <summary>A reference alone is its internal id, as in queries.</summary>
    public static JsonNode? Node(object? value) =>
        value switch
        {
            null => null,
            string text => JsonValue.Create(text),
            long number => JsonValue.Create(number),
            decimal number => JsonValue.Create(number),
            bool flag => JsonValue.Create(flag),
            DateTime date => JsonValue.Create(date.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
            BaseItem item => JsonValue.Create(item.Id),
            _ => throw new InvalidOperationException($"no JSON for {value.GetType()}"),
        };

    private static JsonObject DumpRow(Entity entity, EntryRow row)
    {
        var result = new JsonObject { [entity.PkKey] = row.Id };
        foreach (var field in entity.Fields)
        {
            if (row.Values[field.Ordinal] is { } value)
                result[field.Key] = Wrapped(value);
        }
        return result;
    }

    private static JsonNode? Wrapped(object value) => value is BaseItem item ? new JsonObject { ["FNumber"] = item.Number } : Node(value);

    private static void AddEntry(JsonObject result, Bill bill, Entity entity, string entityKey, string fieldKey)
    {
        var rows = bill.Rows(entity);
        if (result[entityKey] is not JsonArray list)
            result[entityKey] = list = new JsonArray([.. rows.Select(_ => (JsonNode)new JsonObject())]);
        for (var i = 0; i < rows.Count; i++)
        {
            var isKey = string.Equals(fieldKey, entity.PkKey, StringComparison.OrdinalIgnoreCase);
            var value =
                isKey ? rows[i].Id
                : entity.Find(fieldKey) is { } field ? rows[i].Values[field.Ordinal]
                : null;
            list[i]![fieldKey] = Node(value);
        }
    }
}
