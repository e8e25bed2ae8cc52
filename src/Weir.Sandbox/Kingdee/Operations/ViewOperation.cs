using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Sandbox.Kingdee;

/// <summary>View: one record under ORM names, which are mostly the keys without their F.</summary>
internal static class ViewOperation
{
    private static readonly HashSet<string> KeptWhole = new(StringComparer.OrdinalIgnoreCase)
    {
        "FTAXREGISTERCODE",
        "FGroup",
        "FModifyDate",
    };

    public static Reply Answer(KingdeeState state, Form form, JsonElement data)
    {
        lock (state.Gate)
        {
            var store = state.Store(form);
            var id = PackageReader.Key(data, "Id");
            var number = JsonValues.Text(data, "Number") ?? "";
            var orgId = JsonValues.Text(data, "CreateOrgId") is { Length: > 0 } org && org is not "0" ? org : null;
            var bill = id != 0 ? store.Find(id) : StateMachine.ByNumber(store, number, orgId);
            if (bill is null)
                return Answers.Of(Outcome.Of("未找到对应数据", MsgCode.NoData));
            return Answers.Of(new JsonObject { ["ResponseStatus"] = null, ["Result"] = Record(bill) });
        }
    }

    private static JsonObject Record(Bill bill)
    {
        var result = new JsonObject { ["Id"] = bill.Id };
        foreach (var field in bill.Form.Head.Fields)
            Add(result, field, bill.Read(field));
        foreach (var entity in bill.Form.Entities)
        {
            var rows = bill.Rows(entity).Select(row => (JsonNode)Row(entity, row)).ToArray();
            result[Name(entity.Key)] = new JsonArray(rows);
        }
        return result;
    }

    private static JsonObject Row(Entity entity, EntryRow row)
    {
        var result = new JsonObject { ["Id"] = row.Id };
        foreach (var field in entity.Fields)
            Add(result, field, row.Values[field.Ordinal]);
        return result;
    }

    private static void Add(JsonObject target, Field field, object? value)
    {
        var name = Name(field.Key);
        if (value is BaseItem item)
        {
            target[name + "_Id"] = item.Id;
            target[name] = string.Equals(field.Lookup, DefaultBaseData.Assistant, StringComparison.Ordinal)
                ? new JsonObject
                {
                    ["Id"] = item.Id.ToString(CultureInfo.InvariantCulture),
                    ["FNumber"] = item.Number,
                    ["FDataValue"] = Languages(item.Name),
                }
                : new JsonObject
                {
                    ["Id"] = item.Id,
                    ["Number"] = item.Number,
                    ["Name"] = Languages(item.Name),
                };
        }
        else if (string.Equals(field.Key, "FName", StringComparison.OrdinalIgnoreCase))
        {
            target[name] = Languages(value as string ?? "");
        }
        else
        {
            target[name] = ReturnedFields.Node(value);
        }
    }

    private static string Name(string key) => !KeptWhole.Contains(key) && key is ['F', not '_', ..] ? key[1..] : key;

    private static JsonArray Languages(string text) => new(new JsonObject { ["Key"] = 2052, ["Value"] = text });
}
