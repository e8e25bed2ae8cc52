using System.Text.Json;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>Methods of calls that write.</summary>
internal enum WriteVerb
{
    /// <summary>POST.</summary>
    Post,

    /// <summary>PUT.</summary>
    Put,

    /// <summary>PATCH.</summary>
    Patch,
}

/// <summary>What is sent when a document that is there already has changed.</summary>
internal enum UpdateMode
{
    /// <summary>The same call with put and patch; with post it is refused.</summary>
    Auto,

    /// <summary>The same call: the server replaces what it has.</summary>
    Same,

    /// <summary>A call of its own.</summary>
    Call,

    /// <summary>Nothing: the document fails, and a person decides.</summary>
    Refuse,
}

/// <summary>Settings of <c>send</c>.</summary>
internal sealed record SendSettings
{
    [Field("方法", "Method", Help = "post (default), put or patch.")]
    public WriteVerb Method { get; init; } = WriteVerb.Post;

    [Field("路径", "Path", Help = "Below baseUrl; may hold {field} of the document, for example /shops/{shopNo}/orders.")]
    public required string Path { get; init; }

    [Field("查询参数", "Query", Help = "Name to text; escaped by Weir.")]
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    [Field("批量", "Batch", Help = "Several documents in one call. Without it each document is a call of its own.")]
    public BatchSettings? Batch { get; init; }

    [Field("成功规则", "Success rule", Help = "Instead of the connection's.")]
    public SuccessSettings? Success { get; init; }

    [Field("内部 ID 路径", "Id", Help = "Dotted path of the internal id in the answer, for example data.id. Needed for updates by id.")]
    public string Id { get; init; } = "";

    [Field("单号路径", "Number", Help = "Dotted path of the number a user sees, for example data.billNo.")]
    public string Number { get; init; } = "";

    [Field(
        "标识字段",
        "Identity",
        Help = "Dotted path in the document of what identifies it, for example outId. Needed with idempotencyHeader and find."
    )]
    public string Identity { get; init; } = "";

    [Field(
        "幂等请求头",
        "Idempotency header",
        Help = "Name of a header by which the server recognises repeats, for example Idempotency-Key; its value is the identity. A document in doubt is then sent again."
    )]
    public string IdempotencyHeader { get; init; } = "";

    [Field(
        "查证接口",
        "Find",
        Help = "Looks a document in doubt up by its identity. Without it, and without idempotencyHeader, a person decides."
    )]
    public FoundBySettings? Find { get; init; }

    [Field("更新", "Update", Help = "What is sent when a delivered document has changed.")]
    public UpdateSettings Update { get; init; } = new();
}

/// <summary>Several documents in one call.</summary>
internal sealed record BatchSettings
{
    [Field("每批单数", "Rows", Min = 1, Max = 1000, Help = "Documents of a call. Default 50.")]
    public int Rows { get; init; } = 50;

    [Field("每批字节", "Bytes", Min = 1024, Max = 64 * 1024 * 1024, Help = "Bytes of a call. Default 4 MB.")]
    public int Bytes { get; init; } = 4 * 1024 * 1024;

    [Field(
        "列表路径",
        "Wrap",
        Help = "Dotted path in the body under which the list goes, for example data.list. Empty = the body is the list."
    )]
    public string Wrap { get; init; } = "";

    [Field("固定成员", "With", Help = "With wrap: a JSON object whose members stand beside the list.")]
    public JsonElement With { get; init; }

    [Field("逐单错误", "Row errors", Help = "Where the answer tells which documents were refused.")]
    public RowErrorSettings? RowErrors { get; init; }

    [Field(
        "逐单结果",
        "Row results",
        Help = "Dotted path of a list in the answer with one entry per document, in order; id and number are paths in an entry."
    )]
    public string RowResults { get; init; } = "";
}

/// <summary>Where an answer tells which documents were refused.</summary>
internal sealed record RowErrorSettings
{
    [Field("路径", "Path", Help = "Dotted path of the list of errors, for example data.errors.")]
    public required string Path { get; init; }

    [Field("序号字段", "Index", Help = "Dotted path in an error of the document's place in the batch. Default index.")]
    public string Index { get; init; } = "index";

    [Field("首个序号", "First index", Min = 0, Max = 1, Help = "0 (default) or 1.")]
    public int FirstIndex { get; init; }

    [Field("消息字段", "Message", Help = "Dotted path in an error of its text. Default message.")]
    public string Message { get; init; } = "message";

    [Field("错误码字段", "Code", Help = "Dotted path in an error of its code. Empty = none.")]
    public string Code { get; init; } = "";
}

/// <summary>Looks a document up by its identity.</summary>
internal sealed record FoundBySettings
{
    [Field("方法", "Method", Help = "get (default) or post.")]
    public ReadVerb Method { get; init; } = ReadVerb.Get;

    [Field("路径", "Path", Help = "Below baseUrl; may hold {identity}: 404 is then 'not there'.")]
    public required string Path { get; init; }

    [Field("查询参数", "Query", Help = "Name to text; {identity} in it is replaced.")]
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    [Field("请求体", "Body", Help = "post: a JSON object; {identity} in its texts is replaced.")]
    public JsonElement Body { get; init; }

    [Field("记录路径", "Records", Help = "Dotted path of the list, or of the single object, in the answer. Empty = the answer itself.")]
    public string Records { get; init; } = "";

    [Field("成功规则", "Success rule", Help = "Instead of the node's.")]
    public SuccessSettings? Success { get; init; }

    [Field(
        "匹配字段",
        "Match",
        Help = "Dotted path in a record of the identity: only records that have it count, so that a server that ignores the filter does no harm. Default: the identity's own name."
    )]
    public string Match { get; init; } = "";

    [Field("内部 ID 字段", "Id", Help = "Dotted path in a record. Default id.")]
    public string Id { get; init; } = "id";

    [Field("单号字段", "Number", Help = "Dotted path in a record. Empty = none.")]
    public string Number { get; init; } = "";
}

/// <summary>What is sent when a document that is there already has changed.</summary>
internal sealed record UpdateSettings
{
    [Field(
        "方式",
        "Mode",
        Help = "auto (default): the same call with put and patch, refused with post; same: the same call; call: method and path below; refuse: the document fails and a person decides."
    )]
    public UpdateMode Mode { get; init; } = UpdateMode.Auto;

    [Field("方法", "Method", Help = "call: put (default), post or patch.")]
    public WriteVerb Method { get; init; } = WriteVerb.Put;

    [Field(
        "路径",
        "Path",
        Help = "call: below baseUrl; may hold {field} of the document and {$id}, the target's own id, for example /orders/{$id}."
    )]
    public string Path { get; init; } = "";
}
