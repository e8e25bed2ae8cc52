using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Sandbox.Faults;

namespace Weir.Sandbox.Kingdee;

/// <summary>Save, BatchSave and Draft. Every package commits alone.</summary>
internal sealed class SaveOperation(KingdeeState state, KingdeeCounters counters)
{
    public Reply Save(Form form, JsonElement data, Session session, FaultDraw draw, string operation)
    {
        if (JsonValues.Find(data, "Model") is not { ValueKind: JsonValueKind.Object } model)
            return Answers.Of(Failed("Model参数错误，应为对象"));
        var (outcome, returned) = Run(form, [model], new SaveOptions(data), session, draw, operation);
        var saved = outcome.Saved.FirstOrDefault().Bill;
        return Answers.Of(
            new JsonObject
            {
                ["ResponseStatus"] = outcome.Status(),
                ["Id"] = saved is null ? "" : JsonValue.Create(saved.Id),
                ["Number"] = saved?.Number ?? "",
                ["NeedReturnData"] = returned.Count == 0 ? new JsonArray(new JsonObject()) : returned,
            }
        );
    }

    public Reply BatchSave(Form form, JsonElement data, Session session, FaultDraw draw)
    {
        if (JsonValues.Find(data, "Model") is not { ValueKind: JsonValueKind.Array } model)
            return Answers.Of(Failed("Model参数错误，应为数组"));
        var packages = model.EnumerateArray().ToList();
        var limit = state.Settings.MaxPackages;
        if (limit > 0 && packages.Count > limit)
            return Answers.Of(
                new JsonObject { ["ResponseStatus"] = Outcome.Of($"批量操作的单据数量超过上限{limit}", MsgCode.CallLimit).Status() }
            );
        var (outcome, returned) = Run(form, packages, new SaveOptions(data), session, draw, "BatchSave");
        return Answers.Of(new JsonObject { ["ResponseStatus"] = outcome.Status(), ["NeedReturnData"] = returned });
    }

    private (Outcome Outcome, JsonArray Returned) Run(
        Form form,
        List<JsonElement> packages,
        SaveOptions options,
        Session session,
        FaultDraw draw,
        string operation
    )
    {
        var draft = operation is "Draft";
        counters.Packages(packages.Count, operation);
        var refused = draw.Packages(FaultKind.PartialFailure, packages.Count);
        var missing = draw.Packages(FaultKind.MissingDIndex, packages.Count);
        var unaudited = draw.Packages(FaultKind.SaveWithoutAudit, packages.Count);
        var outcome = new Outcome();
        // A BatchCount that is not smaller than the number of packages is ignored.
        if (options.BatchCount > 1 && options.BatchCount < packages.Count)
            outcome.BatchSize = (packages.Count + options.BatchCount - 1) / options.BatchCount;
        var returned = new JsonArray();
        lock (state.Gate)
        {
            for (var i = 0; i < packages.Count; i++)
            {
                if (refused.Contains(i))
                {
                    outcome.Errors.Add((i, new Problem("插件取消了保存操作", MsgCode.Validation)));
                    continue;
                }
                var problems = new List<Problem>();
                var bill = Package(form, packages[i], options, session, draft, problems);
                if (bill is not null)
                    Approve(bill, options, i, unaudited, missing, outcome, returned);
                else
                    outcome.Errors.AddRange(problems.Select(p => (i, p)));
            }
        }
        return (outcome, returned);
    }

    /// <summary>Stores one package and answers the record, or null and the problems.</summary>
    private Bill? Package(Form form, JsonElement model, SaveOptions options, Session session, bool draft, List<Problem> problems)
    {
        var store = state.Store(form);
        if (model.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new Problem("Model参数错误，应为对象", MsgCode.Parameter));
            return null;
        }
        var hash = options.ValidateRepeatJson ? Hash(model) : null;
        if (hash is not null && store.SeenPackages.Contains(hash))
        {
            problems.Add(new Problem("重复的请求数据，不允许重复保存", MsgCode.Validation));
            return null;
        }
        if (!Find(store, model, problems, out var existing))
            return null;
        var values = new PackageReader(state, store, options, problems).Read(model, existing);
        var rules = new PackageRules(state, store);
        if (problems.Count == 0)
            rules.Complete(values, session, problems);
        if (problems.Count == 0 && options.ValidateFlag && !draft)
            rules.Check(values, existing, problems);
        if (problems.Count > 0 && !(options.IsDraftWhenSaveFail && problems.TrueForAll(p => p.Code == MsgCode.Validation)))
            return null;

        var bill = existing ?? store.New();
        bill.Status =
            draft || problems.Count > 0 ? "Z"
            : existing?.Status is "D" ? "D"
            : "A";
        store.Put(bill, values.Head, values.Entries);
        bill.Modified = state.Now;
        bill.Modifier = state.User;
        if (existing is null)
        {
            bill.Created = bill.Modified;
            bill.Creator = bill.Modifier;
        }
        bill.Saves++;
        if (hash is not null)
            store.SeenPackages.Add(hash);
        return bill;
    }

    private static bool Find(FormStore store, JsonElement model, List<Problem> problems, out Bill? existing)
    {
        existing = null;
        var id = PackageReader.Key(model, store.Form.PkKey);
        if (id == 0)
            return true;
        existing = store.Find(id);
        if (existing is null)
            problems.Add(new Problem($"内码为{id}的数据不存在", MsgCode.NoData));
        else if (existing.Status is "B" or "C")
            problems.Add(new Problem(existing.Status is "C" ? "单据已审核，不允许修改" : "单据审核中，不允许修改", MsgCode.Validation));
        return problems.Count == 0;
    }

    private void Approve(
        Bill bill,
        SaveOptions options,
        int index,
        IReadOnlySet<int> unaudited,
        IReadOnlySet<int> missing,
        Outcome outcome,
        JsonArray returned
    )
    {
        if (options.IsAutoSubmitAndAudit && bill.Status is not "Z")
        {
            if (unaudited.Contains(index))
            {
                // Half of them stop after Submit with an error, the others stay silent: both were reported.
                bill.Status = bill.Id % 2 == 0 ? "B" : "A";
                if (bill.Status is "B")
                    outcome.Errors.Add((index, new Problem($"编码为“{bill.Number}”的{bill.Form.Name}，审核失败！", MsgCode.NotAllowed)));
                return;
            }
            if (StateMachine.Question(bill, state, options.InterationFlags) is { } question)
            {
                bill.Status = "B";
                outcome.Errors.Add((index, question));
                return;
            }
            StateMachine.Approve(bill, state);
        }
        if (missing.Contains(index))
            return;
        outcome.Saved.Add((index, bill));
        if (options.NeedReturnFields.Count > 0)
            returned.Add((JsonNode)ReturnedFields.Of(bill, options.NeedReturnFields));
    }

    private static string Hash(JsonElement model) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(model.GetRawText())));

    private static JsonObject Failed(string message) =>
        new()
        {
            ["ResponseStatus"] = Outcome.Of(message, MsgCode.Parameter).Status(),
            ["Id"] = "",
            ["Number"] = "",
            ["NeedReturnData"] = new JsonArray(),
        };
}
