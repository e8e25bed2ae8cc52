using Weir.Sdk.Settings;

namespace Weir.Connectors.Zhilong;

/// <summary>How pages are asked for.</summary>
public enum PagingMode
{
    /// <summary>Page number and size.</summary>
    PageNum,

    /// <summary>Number of rows to skip, and size.</summary>
    Offset,

    /// <summary>One call gives everything.</summary>
    None,
}

/// <summary>How pages are asked for (reference §3: <c>pageNum</c>, <c>pageSize</c>).</summary>
public sealed record PagingSettings
{
    /// <summary>How pages are asked for.</summary>
    [Field(
        "分页方式",
        "Mode",
        Help = "pageNum (default): page number from 1; offset: rows to skip from 0; none: one call gives everything."
    )]
    public PagingMode Mode { get; init; } = PagingMode.PageNum;

    /// <summary>Rows of a page.</summary>
    [Field(
        "每页行数",
        "Size",
        Min = 1,
        Max = 5000,
        Help = "Rows of a page, 1 to 5000. Default 100. When the server gives fewer, its number is used."
    )]
    public int Size { get; init; } = 100;

    /// <summary>Name of the page number.</summary>
    [Field("页码字段", "Page field", Help = "Name of the page number. Default pageNum.")]
    public string PageField { get; init; } = "pageNum";

    /// <summary>Name of the size.</summary>
    [Field("每页行数字段", "Size field", Help = "Name of the size. Default pageSize.")]
    public string SizeField { get; init; } = "pageSize";

    /// <summary>Name of the offset.</summary>
    [Field("偏移字段", "Offset field", Help = "Name of the rows to skip, with mode offset. Default offset.")]
    public string OffsetField { get; init; } = "offset";

    /// <summary>Column to sort by.</summary>
    [Field(
        "排序字段",
        "Sort by",
        Help = "Sent as orderByColumn with isAsc=asc beside the page number, for example agentId: rows that keep their places cannot slip between pages. Empty (default) = not sent."
    )]
    public string? OrderByColumn { get; init; }

    /// <summary>When to stop.</summary>
    [Field("停止规则", "Stop rules")]
    public StopSettings Stop { get; init; } = new();
}

/// <summary>When the last page has been reached; any one is enough. An empty page always stops.</summary>
public sealed record StopSettings
{
    /// <summary>Fewer rows than asked for.</summary>
    [Field(
        "不足一页即停止",
        "Short page",
        Help = "Fewer rows than asked for, unless the total says that there are more. Turn off when the server caps pages and gives no total. Default true."
    )]
    public bool ShortPage { get; init; } = true;

    /// <summary>All rows of the total.</summary>
    [Field("达到总数即停止", "Total", Help = "As many rows as the total says. Default true.")]
    public bool Total { get; init; } = true;

    /// <summary>The page is the one before.</summary>
    [Field(
        "页面重复即停止",
        "Repeated page",
        Help = "The page equals the one before: RuoYi (reasonable) gives the last page again past the end. Default true."
    )]
    public bool Repeat { get; init; } = true;
}
