using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Sandbox.Kingdee;

/// <summary>Allocate, CancelAllocate, SwitchOrg and GroupSave.</summary>
internal static class OrganisationOperations
{
    /// <summary>An allocated record is a record of its own with the same number and its own key. Organisations are given by internal id.</summary>
    public static Reply Allocate(KingdeeState state, Form form, JsonElement data)
    {
        var outcome = new Outcome();
        var approve = JsonValues.Flag(data, "IsAutoSubmitAndAudit", otherwise: false);
        lock (state.Gate)
        {
            var store = state.Store(form);
            var index = 0;
            foreach (var (source, org, asked) in Pairs(state, store, data))
            {
                var at = index++;
                if (source is null || org is null)
                    outcome.Errors.Add((at, new Problem($"{asked}未找到对应数据", MsgCode.NoData)));
                else if (source.Status is not "C")
                    outcome.Errors.Add((at, new Problem($"编码为“{source.Number}”的{form.Name}未审核，不允许分配", MsgCode.NotAllowed)));
                else if (Copy(store, source, org) is not null || source.Reference("FCreateOrgId")?.Id == org.Id)
                    outcome.Errors.Add(
                        (at, new Problem($"编码为“{source.Number}”的{form.Name}已分配到组织“{org.Name}”", MsgCode.Validation))
                    );
                else
                    outcome.Saved.Add((at, Create(state, store, source, org, approve)));
            }
        }
        return Answers.Of(outcome);
    }

    public static Reply CancelAllocate(KingdeeState state, Form form, JsonElement data)
    {
        var outcome = new Outcome();
        lock (state.Gate)
        {
            var store = state.Store(form);
            var index = 0;
            foreach (var (source, org, asked) in Pairs(state, store, data))
            {
                var at = index++;
                if (source is null || org is null || Copy(store, source, org) is not { } copy)
                {
                    outcome.Errors.Add((at, new Problem($"{asked}未找到对应数据", MsgCode.NoData)));
                    continue;
                }
                store.Remove(copy);
                outcome.Saved.Add((at, copy));
            }
        }
        return Answers.Of(outcome);
    }

    public static Reply SwitchOrg(KingdeeState state, Session session, JsonElement data)
    {
        if (state.Organization(JsonValues.Text(data, "OrgNumber")) is not { } org)
            return Answers.Of(Outcome.Of("组织不存在", MsgCode.NotExisting));
        session.OrgNumber = org.Number;
        return Answers.Of(new Outcome());
    }

    public static Reply GroupSave(KingdeeState state, Form form, JsonElement data)
    {
        var number = JsonValues.Text(data, "FNumber") ?? "";
        var name = JsonValues.Text(data, "FName") ?? "";
        var key = JsonValues.Text(data, "GroupFieldKey") is { Length: > 0 } given ? given : "FGroup";
        if (form.HeadField(key)?.Lookup is not { } lookup)
            return Answers.Of(Outcome.Of($"元数据中标识为{key}的字段不存在", MsgCode.NotExisting));
        if (number.Length == 0 || name.Length == 0)
            return Answers.Of(Outcome.Of("字段“编码”、“名称”是必填项", MsgCode.Validation));
        lock (state.Gate)
        {
            if (state.HasItem(lookup, number))
                return Answers.Of(Outcome.Of($"违反字段唯一性要求：编码唯一。[{number}]在当前系统中已经被使用。", MsgCode.Validation));
            var item = state.AddItem(lookup, number, name);
            return Answers.Of(new JsonObject { ["ResponseStatus"] = new Outcome().Status(), ["Id"] = item.Id });
        }
    }

    private static IEnumerable<(Bill? Source, Organization? Org, string Asked)> Pairs(KingdeeState state, FormStore store, JsonElement data)
    {
        var orgs = JsonValues.List(data, "TOrgIds");
        foreach (var id in JsonValues.List(data, "PkIds"))
        {
            var source = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? store.Find(key) : null;
            foreach (var org in orgs)
            {
                var target = state.Settings.Organizations.FirstOrDefault(o =>
                    string.Equals(o.Id.ToString(CultureInfo.InvariantCulture), org, StringComparison.Ordinal)
                );
                yield return (source, target, $"内码{id}、组织{org}");
            }
        }
    }

    private static Bill? Copy(FormStore store, Bill source, Organization org) =>
        store
            .FindByNumber(source.Number)
            .FirstOrDefault(b => b.IsAllocated && b.MasterId == source.MasterId && b.Reference("FUseOrgId")?.Id == org.Id);

    private static Bill Create(KingdeeState state, FormStore store, Bill source, Organization org, bool approve)
    {
        var copy = store.New();
        copy.MasterId = source.MasterId;
        copy.Created = copy.Modified = state.Now;
        copy.Creator = copy.Modifier = state.User;
        var head = (object?[])source.Head.Clone();
        if (source.Form.HeadField("FUseOrgId") is { } use)
            head[use.Ordinal] = new BaseItem(org.Id, org.Number, org.Name);
        store.Put(copy, head, new Dictionary<Entity, List<EntryRow>>(source.Entries));
        if (approve)
            StateMachine.Approve(copy, state);
        return copy;
    }
}
