namespace Weir.Sandbox.Kingdee;

/// <summary>What a package must fulfil before it is stored.</summary>
internal sealed class PackageRules(KingdeeState state, FormStore store)
{
    public void Check(Draft draft, Bill? existing, List<Problem> problems)
    {
        Required(draft, problems);
        Organisation(draft, existing, problems);
        Unique(draft, existing, problems);
    }

    /// <summary>Fills what the server itself knows: the using organisation and the number.</summary>
    public void Complete(Draft draft, Session session, List<Problem> problems)
    {
        var form = store.Form;
        var create = form.HeadField("FCreateOrgId");
        if (create is not null)
        {
            // A session that was opened for an organisation creates for it by default.
            if (draft.Head[create.Ordinal] is null && state.Organization(session.OrgNumber) is { } org)
                draft.Head[create.Ordinal] = new BaseItem(org.Id, org.Number, org.Name);
            if (form.HeadField("FUseOrgId") is { } use)
                draft.Head[use.Ordinal] ??= draft.Head[create.Ordinal];
        }
        var number = form.NumberField;
        if (!string.IsNullOrWhiteSpace(draft.Head[number.Ordinal] as string))
            return;
        if (state.Settings.CodingRule)
            draft.Head[number.Ordinal] = store.NextNumber();
        else
            problems.Add(Missing(number));
    }

    private void Required(Draft draft, List<Problem> problems)
    {
        var form = store.Form;
        foreach (var field in form.Head.Fields.Where(IsRequired))
        {
            if (field.Ordinal >= 0 && IsEmpty(draft.Head[field.Ordinal]))
                problems.Add(Missing(field));
        }
        foreach (var (entity, rows) in draft.Entries)
        {
            foreach (var field in entity.Fields.Where(IsRequired))
            {
                for (var i = 0; i < rows.Count; i++)
                {
                    if (!IsEmpty(rows[i].Values[field.Ordinal]))
                        continue;
                    var message = entity.IsObject
                        ? $"字段“{field.Name}”是必填项"
                        : $"单据体“{entity.Name}”第{i + 1}行字段“{field.Name}”是必填项";
                    problems.Add(new Problem(message, MsgCode.Validation, field.Key));
                }
            }
        }
    }

    public bool IsRequired(Field field) =>
        state.Settings.RequiredFields.TryGetValue(store.Form.Id, out var keys)
            ? keys.Contains(field.Key, StringComparer.OrdinalIgnoreCase)
            : field.Must;

    private void Organisation(Draft draft, Bill? existing, List<Problem> problems)
    {
        if (existing is null || store.Form.HeadField("FCreateOrgId") is not { } field)
            return;
        if (draft.Head[field.Ordinal] is BaseItem now && existing.Head[field.Ordinal] is BaseItem before && now.Id != before.Id)
            problems.Add(new Problem("创建组织不允许修改", MsgCode.Validation, field.Key));
    }

    private void Unique(Draft draft, Bill? existing, List<Problem> problems)
    {
        var number = store.Form.NumberField;
        if (Taken(number, draft, existing) is { } used)
            problems.Add(new Problem($"违反字段唯一性要求：编码唯一。[{used}]在当前系统中已经被使用。", MsgCode.Validation, number.Key));
        if (
            state.Settings.UniqueName
            && store.Form.HeadField("FName") is { Indexed: true } name
            && Taken(name, draft, existing) is { } twin
        )
            problems.Add(new Problem($"违反字段唯一性要求：名称唯一。[{twin}]在当前系统中已经被使用。", MsgCode.Validation, name.Key));
    }

    /// <summary>Values are unique within the creating organisation, and allocated copies share them.</summary>
    private string? Taken(Field field, Draft draft, Bill? existing)
    {
        if (draft.Head[field.Ordinal] is not string { Length: > 0 } value)
            return null;
        var org = store.Form.HeadField("FCreateOrgId");
        var mine = org is null ? null : draft.Head[org.Ordinal] as BaseItem;
        foreach (var other in store.FindBy(field, value))
        {
            if (existing is not null && other.MasterId == existing.MasterId)
                continue;
            if (org is null || mine is null || other.Reference(org.Key)?.Id == mine.Id)
                return value;
        }
        return null;
    }

    private static bool IsEmpty(object? value) => value is null or "" || value is string text && string.IsNullOrWhiteSpace(text);

    private static Problem Missing(Field field) => new($"字段“{field.Name}”是必填项", MsgCode.Validation, field.Key);
}
