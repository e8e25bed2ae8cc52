using System.Text.Json;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>How several keys are put into one parameter.</summary>
internal enum KeyList
{
    /// <summary>In the query the parameter comes once per key; in a body it is a JSON list.</summary>
    List,

    /// <summary>One text, the keys joined.</summary>
    Text,
}

/// <summary>Settings of <c>find</c>.</summary>
internal sealed record FindSettings
{
    [Field("方法", "Method", Help = "get (default) or post.")]
    public ReadVerb Method { get; init; } = ReadVerb.Get;

    [Field("路径", "Path", Help = "Below baseUrl, for example /products. With keysPerCall 1 it may hold {field}; 404 is then 'not found'.")]
    public required string Path { get; init; }

    [Field("查询参数", "Query", Help = "Name to text, sent with every call.")]
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    [Field("请求体", "Body", Help = "post: a JSON object. Keys are put into it.")]
    public JsonElement Body { get; init; }

    [Field(
        "键参数",
        "Key parameters",
        Help = "Field of the lookup to name of the parameter (dotted path in a body). A field that is not named here is its own parameter, unless the path holds it."
    )]
    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    [Field("参数位置", "In", Help = "auto (default): body with post, else query.")]
    public ParamPlace In { get; init; } = ParamPlace.Auto;

    [Field("键的写法", "Keys as", Help = "list (default) or text: how several keys go into one parameter.")]
    public KeyList Keys { get; init; } = KeyList.List;

    [Field("分隔符", "Separator", Help = "keys text: between the keys. Default a comma.")]
    public string Separator { get; init; } = ",";

    [Field(
        "每次键数",
        "Keys per call",
        Min = 1,
        Max = 1000,
        Help = "Default 1. More needs a lookup by one field, and a server that takes a list."
    )]
    public int KeysPerCall { get; init; } = 1;

    [Field("记录路径", "Records", Help = "Dotted path of the list, or of the single object, in the answer. Empty = the answer itself.")]
    public string Records { get; init; } = "";

    [Field("成功规则", "Success rule", Help = "Instead of the connection's.")]
    public SuccessSettings? Success { get; init; }
}
