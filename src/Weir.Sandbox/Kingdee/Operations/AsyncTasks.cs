using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Sandbox.Kingdee;

/// <summary>
/// The polling mode of the vendor's clients: BatchSave with <c>beginmethod=BeginQueryImpl</c> answers a task, QueryAsyncResult its result.
/// The work is done at once; only its answer is held back until the first poll.
/// </summary>
internal sealed class AsyncTasks
{
    private const int Running = 1;
    private const int Complete = 2;

    private readonly ConcurrentDictionary<string, Reply> _results = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Python puts the mark into the body, Java into a header.</summary>
    public static bool IsBegun(KingdeeRequest request) =>
        string.Equals(
            request.Arguments.Text(int.MaxValue, "beginmethod") ?? request.Header("beginmethod"),
            "BeginQueryImpl",
            StringComparison.OrdinalIgnoreCase
        );

    public Reply Begin(Reply result)
    {
        var id = Guid.NewGuid().ToString("D");
        _results[id] = result;
        return Answer(id, Running, null);
    }

    public Reply Poll(CallArguments args)
    {
        var info = args.Data(0, "queryInfo") ?? default;
        var id = JsonValues.Text(info, "TaskId") ?? "";
        return _results.TryRemove(id, out var result)
            ? Answer(id, Complete, JsonNode.Parse(result.Body.Span))
            : Answers.Of(Outcome.Of("任务不存在", MsgCode.NoData));
    }

    private static Reply Answer(string id, int status, JsonNode? result)
    {
        var task = new JsonObject
        {
            ["TaskId"] = id,
            ["Status"] = status,
            ["Result"] = result,
            ["Cancelled"] = false,
            ["IsFaulted"] = false,
            ["Successful"] = status == Complete,
            ["Message"] = null,
            ["Progress"] = status == Complete ? 100 : 0,
        };
        return Reply.Text(JsonSerializer.Serialize(task, Answers.Json));
    }
}
