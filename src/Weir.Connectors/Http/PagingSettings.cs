using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>How pages are asked for.</summary>
internal enum PagingMode
{
    /// <summary>One call gives everything.</summary>
    None,

    /// <summary>Page number and size.</summary>
    Page,

    /// <summary>Number of rows to skip, and size.</summary>
    Offset,

    /// <summary>Each answer names the next one.</summary>
    Cursor,
}

/// <summary>How pages are asked for.</summary>
internal sealed record PagingSettings
{
    [Field(
        "分页方式",
        "Mode",
        Help = "none (default): one call gives everything; page: page number; offset: rows to skip; cursor: each answer names the next page."
    )]
    public PagingMode Mode { get; init; } = PagingMode.None;

    [Field("页码参数", "Page parameter", Help = "Name of the page number, offset or cursor. Default page, offset or cursor, by mode.")]
    public string PageParam { get; init; } = "";

    [Field("每页行数参数", "Size parameter", Help = "Name of the size; empty = not sent. Default size.")]
    public string SizeParam { get; init; } = "size";

    [Field(
        "每页行数",
        "Size",
        Min = 1,
        Max = 10_000,
        Help = "Rows of a page. Default 100. When the server gives fewer, its number is used."
    )]
    public int Size { get; init; } = 100;

    [Field("首页页码", "First page", Min = 0, Max = 1, Help = "page: 1 (default) or 0.")]
    public int FirstPage { get; init; } = 1;

    [Field("参数位置", "In", Help = "auto (default): body with post, else query.")]
    public ParamPlace In { get; init; } = ParamPlace.Auto;

    [Field(
        "游标路径",
        "Cursor",
        Help = "cursor: dotted path of the next cursor in the answer, for example data.next. None, null or empty = the last page."
    )]
    public string Cursor { get; init; } = "";

    [Field("还有下一页路径", "Has next", Help = "Dotted path of true or false (1 or 0). When it is there it decides.")]
    public string HasNext { get; init; } = "";

    [Field("总数路径", "Total", Help = "Dotted path of the number of rows of all pages, for example data.total.")]
    public string Total { get; init; } = "";

    [Field(
        "不足一页即停止",
        "Stop at a short page",
        Help = "page, offset: fewer rows than asked for end the read, unless total or hasNext say that there are more. Turn off when the server caps pages and tells neither. Default true."
    )]
    public bool StopAtShortPage { get; init; } = true;

    [Field(
        "页面重复即停止",
        "Stop at a repeated page",
        Help = "page, offset: a page that equals the one before ends the read: some servers give the last page again past the end. Default true."
    )]
    public bool StopAtRepeat { get; init; } = true;
}
