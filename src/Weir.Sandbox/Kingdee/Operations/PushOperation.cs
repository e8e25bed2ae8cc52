using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Sandbox.Kingdee;

/// <summary>Push: a new bill of the target form gets every field of the source whose key it shares. Quantities already pushed are not tracked.</summary>
internal static class PushOperation
{
    private static readonly Dictionary<string, string> Rules = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SaleOrder-DeliveryNotice"] = "SAL_DELIVERYNOTICE",
        ["AR_OutStockToReceivableMap"] = "AR_receivable",
    };

    public static Reply Answer(KingdeeState state, Form form, JsonElement data)
    {
        var rule = JsonValues.Text(data, "RuleId") ?? "";
        var wanted = JsonValues.Text(data, "TargetFormId") is { Length: > 0 } id ? id : Rules.GetValueOrDefault(rule);
        var isDefault = JsonValues.Flag(data, "IsEnableDefaultRule", otherwise: false);
        if (state.Catalog.Find(wanted) is not { } target || (rule.Length == 0 && !isDefault))
            return Both(Outcome.Of("未找到可用的转换规则", MsgCode.Parameter), new Outcome());
        lock (state.Gate)
        {
            var sources = Sources(state, form, data, out var conversion);
            var outcome = new Outcome();
            foreach (var source in sources)
                outcome.Saved.Add((outcome.Saved.Count, Create(state, source, target)));
            return Both(conversion, outcome);
        }
    }

    private static List<Bill> Sources(KingdeeState state, Form form, JsonElement data, out Outcome conversion)
    {
        conversion = new Outcome();
        var store = state.Store(form);
        var asked = JsonValues
            .List(data, "Ids")
            .Select(id => (Name: id, Bill: long.TryParse(id, out var key) ? store.Find(key) : null))
            .ToList();
        if (asked.Count == 0)
            asked = JsonValues.List(data, "Numbers").Select(n => (Name: n, Bill: StateMachine.ByNumber(store, n, null))).ToList();
        var sources = new List<Bill>();
        for (var i = 0; i < asked.Count; i++)
        {
            if (asked[i].Bill is { Status: "C" } bill)
                sources.Add(bill);
            else
                conversion.Errors.Add((i, new Problem($"{asked[i].Name}不存在或未审核，不允许下推", MsgCode.NotAllowed)));
        }
        return sources;
    }

    private static Bill Create(KingdeeState state, Bill source, Form target)
    {
        var store = state.Store(target);
        var bill = store.New();
        var head = new object?[target.Head.Width];
        foreach (var field in target.Head.Fields.Where(f => f.Ordinal >= 0))
        {
            // The customer goes by a different key on almost every bill.
            var from = source.Form.HeadField(field.Key) ?? source.Form.Head.Fields.FirstOrDefault(f => IsSameReference(f, field));
            if (from is not null && from.Kind == field.Kind)
                head[field.Ordinal] = source.Read(from);
        }
        head[target.NumberField.Ordinal] = store.NextNumber();
        var entries = new Dictionary<Entity, List<EntryRow>>();
        var sourceBody = source.Form.Entities.Find(e => !e.IsObject);
        var targetBody = target.Entities.Find(e => !e.IsObject);
        if (sourceBody is not null && targetBody is not null)
            entries[targetBody] = [.. source.Rows(sourceBody).Select(row => Copy(store, source, sourceBody, row, targetBody))];
        bill.Created = bill.Modified = state.Now;
        bill.Creator = bill.Modifier = state.User;
        bill.Saves = 1;
        store.Put(bill, head, entries);
        return bill;
    }

    private static EntryRow Copy(FormStore store, Bill source, Entity from, EntryRow row, Entity to)
    {
        var values = new object?[to.Width];
        foreach (var field in to.Fields)
        {
            if (string.Equals(field.Key, "FSrcBillNo", StringComparison.OrdinalIgnoreCase))
                values[field.Ordinal] = source.Number;
            else if (from.Find(field.Key) is { } same && same.Kind == field.Kind)
                values[field.Ordinal] = row.Values[same.Ordinal];
        }
        return new EntryRow(store.NextEntryId(), values);
    }

    private static bool IsSameReference(Field source, Field target) =>
        source is { Kind: FieldKind.Base, Lookup: "BD_Customer" } && string.Equals(source.Lookup, target.Lookup, StringComparison.Ordinal);

    private static Reply Both(Outcome conversion, Outcome saving) =>
        Answers.Of(
            new JsonObject
            {
                ["ConvertResponseStatus"] = conversion.Status(),
                ["ResponseStatus"] = (conversion.Errors.Count > 0 && saving.Saved.Count == 0 ? conversion : saving).Status(),
            }
        );
}
