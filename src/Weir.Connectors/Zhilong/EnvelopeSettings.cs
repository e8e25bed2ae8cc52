using Weir.Sdk.Settings;

namespace Weir.Connectors.Zhilong;

/// <summary>Known shapes of an answer (reference §3, §4).</summary>
public enum EnvelopeProfile
{
    /// <summary>Found out from the first answer of each path, then pinned.</summary>
    Auto,

    /// <summary><c>{"total","rows","code":200,"msg"}</c>.</summary>
    RuoyiVue,

    /// <summary><c>{"total","rows","code":0,"msg"}</c>.</summary>
    Ruoyi,

    /// <summary><c>{"code","msg","data":[…]}</c>.</summary>
    AjaxList,

    /// <summary><c>{"code","msg","data":{"rows|list|records":[…],"total"}}</c>.</summary>
    AjaxPage,

    /// <summary><c>[…]</c>.</summary>
    BareArray,

    /// <summary>By the paths of the settings.</summary>
    Custom,
}

/// <summary>Where rows, total, code and text are found in an answer.</summary>
public sealed record EnvelopeSettings
{
    /// <summary>Shape of the answer.</summary>
    [Field(
        "封套类型",
        "Profile",
        Help = "auto (default) finds it out from the first answer and says which it was; custom uses the paths below, which also add to any other profile."
    )]
    public EnvelopeProfile Profile { get; init; } = EnvelopeProfile.Auto;

    /// <summary>Path of the rows.</summary>
    [Field("行路径", "Rows path", Help = "Dotted path of the array, for example result.records. Needed with custom.")]
    public string? RowsPath { get; init; }

    /// <summary>Path of the total.</summary>
    [Field("总数路径", "Total path", Help = "Dotted path of the number of rows of all pages, for example result.total.")]
    public string? TotalPath { get; init; }

    /// <summary>Path of the code.</summary>
    [Field("返回码路径", "Code path", Help = "Dotted path of the vendor's code, for example code.")]
    public string? CodePath { get; init; }

    /// <summary>Path of the text.</summary>
    [Field("消息路径", "Message path", Help = "Dotted path of the vendor's text, for example msg.")]
    public string? MessagePath { get; init; }

    /// <summary>Codes that mean success.</summary>
    [Field(
        "成功码",
        "OK codes",
        Help = "Codes that mean success, as text; \"200\" also matches the number 200. Default: 200 and 0 with auto, else those of the profile."
    )]
    public IReadOnlyList<string> OkCodes { get; init; } = [];
}
