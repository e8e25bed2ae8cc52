using System.Text.Json;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>Methods of calls that read.</summary>
internal enum ReadVerb
{
    /// <summary>GET.</summary>
    Get,

    /// <summary>POST with a JSON body.</summary>
    Post,
}

/// <summary>Where parameters go.</summary>
internal enum ParamPlace
{
    /// <summary>The body with POST, else the query.</summary>
    Auto,

    /// <summary>The query.</summary>
    Query,

    /// <summary>The JSON body.</summary>
    Body,
}

/// <summary>Settings of <c>request</c>.</summary>
internal sealed record RequestSettings
{
    [Field("方法", "Method", Help = "get (default) or post.")]
    public ReadVerb Method { get; init; } = ReadVerb.Get;

    [Field("路径", "Path", Help = "Below baseUrl, for example /orders.")]
    public required string Path { get; init; }

    [Field("查询参数", "Query", Help = "Name to text; escaped by Weir.")]
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    [Field("请求体", "Body", Help = "post: a JSON object. Paging and window are put into it.")]
    public JsonElement Body { get; init; }

    [Field("记录路径", "Records", Help = "Dotted path of the list in the answer, for example data.list. Empty = the answer itself.")]
    public string Records { get; init; } = "";

    [Field("成功规则", "Success rule", Help = "Instead of the connection's.")]
    public SuccessSettings? Success { get; init; }

    [Field("分页", "Paging")]
    public PagingSettings Paging { get; init; } = new();

    [Field("时间窗口", "Window")]
    public WindowSettings Window { get; init; } = new();
}
