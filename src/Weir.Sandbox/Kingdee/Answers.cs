using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Sandbox.Kingdee;

/// <summary>The codes in <c>ResponseStatus.MsgCode</c>.</summary>
internal enum MsgCode
{
    None = 0,
    SessionLost = 1,
    NoPermission = 2,
    OperationEmpty = 3,
    Failure = 4,
    FormEmpty = 5,
    Database = 6,
    Parameter = 8,
    NotExisting = 9,
    NoData = 10,
    Validation = 11,
    NotAllowed = 12,
    LockConflict = 13,
    CallLimit = 14,
}

/// <summary>An error or a message about one package.</summary>
internal sealed record Problem(string Message, MsgCode Code, string? FieldName = null);

/// <summary>What an operation did to its packages.</summary>
internal sealed class Outcome
{
    public List<(int Index, Problem Problem)> Errors { get; } = [];
    public List<(int Index, Bill Bill)> Saved { get; } = [];
    public List<(int Index, string Message)> Messages { get; } = [];

    /// <summary>DIndex restarts in every internal batch; 0 = one batch.</summary>
    public int BatchSize { get; set; }

    public static Outcome Of(string message, MsgCode code)
    {
        var outcome = new Outcome();
        outcome.Errors.Add((0, new Problem(message, code)));
        return outcome;
    }

    /// <summary>The vendor leaves the code at 0 when a part of the packages went well.</summary>
    public MsgCode Code => Errors.Count == 0 || Saved.Count > 0 ? MsgCode.None : Errors[0].Problem.Code;

    public JsonObject Status()
    {
        var status = new JsonObject();
        if (Errors.Count > 0)
            status["ErrorCode"] = 500;
        status["IsSuccess"] = Errors.Count == 0;
        status[nameof(Errors)] = List(Errors, e => Line(e.Problem.FieldName, e.Problem.Message, e.Index));
        status["SuccessEntitys"] = List(
            Saved,
            s => new JsonObject
            {
                ["Id"] = s.Bill.Id,
                ["Number"] = s.Bill.Number,
                ["DIndex"] = DIndex(s.Index),
            }
        );
        status["SuccessMessages"] = List(Messages, m => Line(null, m.Message, m.Index));
        status["MsgCode"] = (int)Code;
        return status;
    }

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode> write) => new([.. items.Select(write)]);

    private JsonObject Line(string? field, string message, int index) =>
        new()
        {
            ["FieldName"] = field,
            ["Message"] = message,
            ["DIndex"] = DIndex(index),
        };

    private int DIndex(int index) => BatchSize > 0 ? index % BatchSize : index;
}

/// <summary>Turns outcomes into the vendor's envelopes.</summary>
internal static class Answers
{
    public const string SessionLost = "会话信息已丢失，请重新登录";

    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Reply Of(Outcome outcome) => Of(new JsonObject { ["ResponseStatus"] = outcome.Status() });

    public static Reply Of(JsonObject result) => Reply.Text(new JsonObject { ["Result"] = result }.ToJsonString(Json));

    /// <summary>An error in the shape that the operation's clients see: queries answer rows, so theirs is wrapped like a row.</summary>
    public static Reply Error(string operation, string message, MsgCode code, KingdeeSettings settings)
    {
        var whole = new JsonObject { ["Result"] = new JsonObject { ["ResponseStatus"] = Outcome.Of(message, code).Status() } };
        var wrapped = string.Equals(operation, "ExecuteBillQuery", StringComparison.Ordinal) && !settings.PlainQueryErrors;
        return Reply.Text((wrapped ? (JsonNode)new JsonArray(new JsonArray(whole)) : whole).ToJsonString(Json));
    }

    public static Reply Exception(string message) =>
        Reply.Text(
            "response_error:"
                + new JsonObject
                {
                    ["Message"] = message,
                    ["InnerExWrapper"] = null,
                    ["InnerException"] = null,
                }.ToJsonString(Json)
        );

    /// <summary>What the request filter answers instead of an envelope.</summary>
    public static Reply Suspicious()
    {
        const string message = "请求参数存在可疑数据,当前请求已经被拦截规则[caller_in_less_Point_Bracket]阻止!";
        var parameters = new JsonObject
        {
            ["title"] = "",
            ["msg"] = message,
            ["option"] = 0,
            ["msgType"] = 0,
        };
        var action = new JsonObject { ["actionname"] = "showConfirm", ["params"] = new JsonArray(parameters) };
        return Reply.Text(new JsonArray(action).ToJsonString(Json));
    }
}
