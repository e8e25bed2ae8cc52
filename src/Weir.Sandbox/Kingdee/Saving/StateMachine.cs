using System.Globalization;
using System.Text.Json;

namespace Weir.Sandbox.Kingdee;

/// <summary>Submit, CancelAssign, Audit, UnAudit, Delete, Forbid, Enable and the like: one step of a record's life.</summary>
internal static class StateMachine
{
    /// <summary>Submit and audit in one, after a save.</summary>
    public static void Approve(Bill bill, KingdeeState state)
    {
        bill.Status = "C";
        bill.Approved = state.Now;
        bill.Approver = state.User;
        bill.Audits++;
    }

    /// <summary>The question that stands between a bill and its audit, if the site asks it and the caller has not answered.</summary>
    public static Problem? Question(Bill bill, KingdeeState state, string flags) =>
        state.Settings.AskStockQuestion
        && bill.Form.Id is "SAL_OUTSTOCK"
        && !flags.Contains("STK_InvCheckResult", StringComparison.OrdinalIgnoreCase)
            ? new Problem("更新库存时出现可以忽略的异常数据，是否继续？", MsgCode.Validation, "AbstractInteractionResult")
            : null;

    public static Outcome Run(KingdeeState state, Form form, string operation, JsonElement data)
    {
        var outcome = new Outcome();
        var store = state.Store(form);
        var orgId = JsonValues.Text(data, "CreateOrgId") is { Length: > 0 } org && org is not "0" ? org : null;
        var flags = JsonValues.Text(data, "InterationFlags") ?? "";
        var index = 0;
        foreach (var id in JsonValues.List(data, "Ids"))
        {
            var key = long.TryParse(id, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : -1;
            Step(state, store, store.Find(key), $"内码为{id}", operation, flags, index++, outcome);
        }
        if (index == 0)
        {
            foreach (var number in JsonValues.List(data, "Numbers"))
                Step(state, store, ByNumber(store, number, orgId), $"编码为“{number}”", operation, flags, index++, outcome);
        }
        if (index == 0)
            outcome.Errors.Add((0, new Problem("Ids和Numbers不能同时为空", MsgCode.Parameter)));
        return outcome;
    }

    /// <summary>Numbers repeat between organisations and allocated copies: the original comes first.</summary>
    public static Bill? ByNumber(FormStore store, string number, string? orgId)
    {
        IEnumerable<Bill> found = store.FindByNumber(number);
        if (orgId is not null)
            found = found.Where(b =>
                string.Equals(b.Reference("FCreateOrgId")?.Id.ToString(CultureInfo.InvariantCulture), orgId, StringComparison.Ordinal)
            );
        return found.OrderBy(b => b.IsAllocated).ThenBy(b => b.Id).FirstOrDefault();
    }

    private static void Step(
        KingdeeState state,
        FormStore store,
        Bill? bill,
        string asked,
        string operation,
        string flags,
        int index,
        Outcome outcome
    )
    {
        if (bill is null)
        {
            outcome.Errors.Add((index, new Problem($"{asked}的{store.Form.Name}未找到对应数据", MsgCode.NoData)));
            return;
        }
        var title = $"{(store.Form.IsBaseData ? "编码" : "单据编号")}为“{bill.Number}”的{store.Form.Name}";
        if ((Refusal(bill, operation, title) ?? (operation is "Audit" ? Question(bill, state, flags) : null)) is { } refusal)
        {
            outcome.Errors.Add((index, refusal));
            return;
        }
        Apply(state, store, bill, operation);
        outcome.Saved.Add((index, bill));
        outcome.Messages.Add((index, $"{title}，操作成功！"));
    }

    private static Problem? Refusal(Bill bill, string operation, string title) =>
        (operation, bill.Status) switch
        {
            ("Submit", "A" or "D") or ("CancelAssign", "B") or ("Audit", "B") or ("UnAudit", "C") => null,
            ("Delete", "Z" or "A" or "D") => null,
            ("Audit", "C") => new Problem($"{title}，单据已经审核！", MsgCode.Validation),
            ("Audit", _) => new Problem($"{title}，只有审核中的数据才允许审核！", MsgCode.Validation),
            ("Submit", _) => new Problem($"{title}，只有创建或重新审核状态的数据才允许提交！", MsgCode.Validation),
            ("UnAudit", _) => new Problem($"{title}，只有已审核的数据才允许反审核！", MsgCode.Validation),
            ("CancelAssign", _) => new Problem($"{title}，只有审核中的数据才允许撤销！", MsgCode.Validation),
            ("Delete", _) => new Problem($"{title}，已审核或审核中的数据不允许删除！", MsgCode.NotAllowed),
            ("Forbid", _) when bill.Forbidden => new Problem($"{title}，已经禁用！", MsgCode.Validation),
            ("Enable", _) when !bill.Forbidden => new Problem($"{title}，未禁用，不需要反禁用！", MsgCode.Validation),
            ("Cancel", _) when bill.Cancelled || bill.Status is "C" => new Problem($"{title}，不允许作废！", MsgCode.NotAllowed),
            ("UnCancel", _) when !bill.Cancelled => new Problem($"{title}，未作废！", MsgCode.Validation),
            _ => null,
        };

    private static void Apply(KingdeeState state, FormStore store, Bill bill, string operation)
    {
        switch (operation)
        {
            case "Submit":
                bill.Status = "B";
                break;
            case "CancelAssign":
                bill.Status = state.Settings.StatusAfterCancelAssign;
                break;
            case "Audit":
                Approve(bill, state);
                break;
            case "UnAudit":
                bill.Status = "D";
                bill.Approved = null;
                bill.Approver = null;
                bill.UnAudits++;
                break;
            case "Delete":
                store.Remove(bill);
                return;
            case "Forbid" or "Enable":
                bill.Forbidden = operation is "Forbid";
                break;
            case "Cancel" or "UnCancel":
                bill.Cancelled = operation is "Cancel";
                break;
            default:
                throw new InvalidOperationException($"no operation {operation}");
        }
        bill.Modified = state.Now;
        bill.Modifier = state.User;
    }
}
