using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>How the time window is sent.</summary>
internal sealed record WindowSettings
{
    [Field(
        "开始参数",
        "From parameter",
        Help = "Name of the low end, for example updatedFrom. Empty (default) = everything is read every time."
    )]
    public string FromParam { get; init; } = "";

    [Field("结束参数", "To parameter", Help = "Name of the high end. Empty = not sent.")]
    public string ToParam { get; init; } = "";

    [Field(
        "时间格式",
        "Format",
        Help = "datetime (default): yyyy-MM-dd HH:mm:ss; date: yyyy-MM-dd; timestamp, timestamp_ms: since 1970; iso: with offset; or a .NET format such as yyyyMMddHHmmss."
    )]
    public string Format { get; init; } = "datetime";

    [Field("时区", "Zone", Help = "Zone of the written times. Default Asia/Shanghai.")]
    public string Zone { get; init; } = "Asia/Shanghai";

    [Field("参数位置", "In", Help = "auto (default): body with post, else query.")]
    public ParamPlace In { get; init; } = ParamPlace.Auto;

    [Field(
        "起始值",
        "Beginning",
        Help = "Sent as the low end when everything is read, verbatim, for servers that insist on one. Empty (default) = no low end is sent."
    )]
    public string Beginning { get; init; } = "";
}
