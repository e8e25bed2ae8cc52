using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Sandbox.Faults;

namespace Weir.Sandbox.Kingdee;

/// <summary>One account set of 金蝶云星空 behind its WebAPI.</summary>
internal sealed class KingdeeVendor
{
    private readonly VendorClock _clock;
    private readonly SaveOperation _save;
    private readonly QueryOperation _query;
    private readonly AsyncTasks _tasks = new();

    public KingdeeVendor(VendorClock clock, FaultBook faults, Delivery delivery)
    {
        _clock = clock;
        Faults = faults;
        Delivery = delivery;
        State = new KingdeeState(clock);
        Sessions = new Sessions(clock);
        Login = new LoginService(Sessions, clock);
        Counters = new KingdeeCounters();
        _save = new SaveOperation(State, Counters);
        _query = new QueryOperation(State);
    }

    public FaultBook Faults { get; }
    public Delivery Delivery { get; }
    public KingdeeState State { get; }
    public Sessions Sessions { get; }
    public LoginService Login { get; }
    public KingdeeCounters Counters { get; }

    public Reply Answer(KingdeeCall call, KingdeeRequest request, FaultDraw draw)
    {
        var settings = State.Settings;
        var tripped = draw[FaultKind.RequestFilter] is { } extra && RequestFilter.Trips(request.Body, extra.Marker);
        if (tripped || RequestFilter.Trips(request.Body, settings.RequestFilterMarker))
            return Answers.Suspicious();
        try
        {
            return call.Service switch
            {
                "AuthService" => Login.Answer(call.Operation, request, settings),
                "AccountService" => DataCenters(settings),
                _ => WithSession(call, request, draw, settings),
            };
        }
        catch (QueryException wrong)
        {
            return Answers.Error(call.Operation, wrong.Message, wrong.Code, settings);
        }
        catch (JsonException wrong)
        {
            return Answers.Exception(wrong.Message);
        }
    }

    private Reply WithSession(KingdeeCall call, KingdeeRequest request, FaultDraw draw, KingdeeSettings settings)
    {
        if (draw.Has(FaultKind.KickSession))
            Sessions.EndAll();
        if (draw.Has(FaultKind.SessionLost))
            Sessions.End(request.SessionId);
        var lost = draw.Has(FaultKind.KickSession) || draw.Has(FaultKind.SessionLost);
        if (lost || FindSession(request, settings) is not { } session)
        {
            Counters.SessionLost();
            return call.Operation is "View" && settings.EmptyBodyForViewWithoutSession
                ? new Reply(ReadOnlyMemory<byte>.Empty)
                : Answers.Error(call.Operation, Answers.SessionLost, MsgCode.SessionLost, settings);
        }
        if (draw.Has(FaultKind.CallLimit14))
            return Answers.Error(call.Operation, "调用频率超过限制，请稍候再试", MsgCode.CallLimit, settings);
        if (draw.Has(FaultKind.LockConflict13))
        {
            const string conflict = "“demo”使用业务单据：“客户”业务操作-“[修改]”冲突，请稍候再使用。";
            return Answers.Error(call.Operation, conflict, MsgCode.LockConflict, settings);
        }
        if (call.Operation is "QueryAsyncResult")
            return _tasks.Poll(request.Arguments);
        var reply = Run(call, request.Arguments, session, draw, settings);
        return call.Operation is "BatchSave" && AsyncTasks.IsBegun(request) ? _tasks.Begin(reply) : reply;
    }

    /// <summary>A stale cookie is fatal even when the headers are signed well; that is how the vendor behaves.</summary>
    private Session? FindSession(KingdeeRequest request, KingdeeSettings settings)
    {
        if (request.SessionId is { Length: > 0 } id)
            return Sessions.Find(id, settings.SessionMinutes);
        return HeaderMode.IsUsed(request) ? HeaderMode.Verify(request, settings, _clock.GetUtcNow()) : null;
    }

    private Reply Run(KingdeeCall call, CallArguments args, Session session, FaultDraw draw, KingdeeSettings settings)
    {
        var operation = call.Operation;
        if (operation is "SwitchOrg")
            return OrganisationOperations.SwitchOrg(State, session, args.Data(0) ?? default);
        var isQuery = operation is "ExecuteBillQuery" or "BillQuery" or "QueryBusinessInfo";
        var generic = operation is "ExcuteOperation" or "ExecuteOperation";
        var data = (isQuery ? args.Data(0) : args.Data(generic ? 2 : 1)) ?? default;
        var formId = isQuery ? JsonValues.Text(data, "FormId") : args.Text(0, "formid");
        if (string.IsNullOrWhiteSpace(formId))
            return Answers.Error(operation, "业务对象标识不能为空", MsgCode.FormEmpty, settings);
        if (State.Catalog.Find(formId) is not { } form)
            return Answers.Error(operation, "业务对象不存在", MsgCode.NotExisting, settings);
        if (data.ValueKind != JsonValueKind.Object)
            return Answers.Error(operation, "参数data不能为空", MsgCode.Parameter, settings);
        return operation switch
        {
            "ExecuteBillQuery" or "BillQuery" => _query.Answer(operation, form, data),
            "QueryBusinessInfo" => BusinessInfo.Answer(State, form),
            "Save" or "Draft" => _save.Save(form, data, session, draw, operation),
            "BatchSave" => _save.BatchSave(form, data, session, draw),
            "View" => ViewOperation.Answer(State, form, data),
            "Push" => PushOperation.Answer(State, form, data),
            "Allocate" => OrganisationOperations.Allocate(State, form, data),
            "CancelAllocate" => OrganisationOperations.CancelAllocate(State, form, data),
            "GroupSave" => OrganisationOperations.GroupSave(State, form, data),
            "ExcuteOperation" or "ExecuteOperation" => Generic(form, args.Text(1, "opNumber") ?? "", data),
            _ => Step(form, operation, data),
        };
    }

    private Reply Generic(Form form, string opNumber, JsonElement data)
    {
        if (opNumber.Length == 0)
            return Answers.Of(Outcome.Of("操作标识不能为空", MsgCode.OperationEmpty));
        string[] known = form.IsBaseData ? ["Forbid", "Enable"] : ["Cancel", "UnCancel"];
        string[] common = ["Submit", "CancelAssign", "Audit", "UnAudit", "Delete"];
        var operation = known.Concat(common).FirstOrDefault(o => string.Equals(o, opNumber, StringComparison.OrdinalIgnoreCase));
        return operation is null ? Answers.Of(Outcome.Of($"操作{opNumber}不存在", MsgCode.NotExisting)) : Step(form, operation, data);
    }

    private Reply Step(Form form, string operation, JsonElement data)
    {
        lock (State.Gate)
            return Answers.Of(StateMachine.Run(State, form, operation, data));
    }

    private static Reply DataCenters(KingdeeSettings settings) =>
        Reply.Text(
            new JsonArray(
                new JsonObject
                {
                    ["Id"] = settings.AcctId,
                    ["Number"] = "001",
                    ["Name"] = "示例账套",
                }
            ).ToJsonString(Answers.Json)
        );
}
