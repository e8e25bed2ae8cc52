using Weir.Sdk.Settings;

namespace Weir.Connectors.Kingdee;

/// <summary>How a query goes on.</summary>
internal enum KingdeePaging
{
    /// <summary>At a row number. A row that leaves the filter meanwhile moves all later ones up (§6.1).</summary>
    StartRow,

    /// <summary>After a primary key.</summary>
    Key,
}

/// <summary>Settings of a node that reads documents (reference §6).</summary>
internal sealed record KingdeeQuerySettings
{
    [Field("表单标识", "Form id", Help = "For example SAL_SaleOrder.")]
    public required string FormId { get; init; }

    [Field(
        "查询字段",
        "Field keys",
        Help = "For example FCUSTID, FNumber, FTRADINGCURRID.FNumber; an entry's row id is FEntity_FEntryID. In the records a dot is an underscore: {{FTRADINGCURRID_FNumber}}."
    )]
    public required IReadOnlyList<string> FieldKeys { get; init; }

    [Field("过滤条件", "Filter", Help = "An SQL fragment on field keys, for example FUseOrgId.FNumber='100' AND FDocumentStatus='C'.")]
    public string Filter { get; init; } = "";

    [Field(
        "排序",
        "Order",
        Help = "Default: the primary key. Primary key and entry row ids that are missing are added: without a unique order pages lose rows."
    )]
    public string Order { get; init; } = "";

    [Field("每页行数", "Rows a page", Help = "2000 works everywhere; newer builds allow 10000.", Min = 1, Max = 10000)]
    public int Limit { get; init; } = KingdeeQuery.PageRows;

    [Field(
        "时间字段",
        "Window field",
        Help = "Field of the time window, for example FModifyDate or FApproveDate; empty = everything is read each time."
    )]
    public string WindowField { get; init; } = "FModifyDate";

    [Field("服务器时区", "Time zone", Help = "Kingdee's times are the server's local ones.")]
    public string TimeZone { get; init; } = "Asia/Shanghai";

    [Field("主键字段", "Primary key field", Help = "Only for forms of your own that are not bills.")]
    public string? PkField { get; init; }

    [Field(
        "分页方式",
        "Paging",
        Help = "startRow, or key: goes on after the last primary key, which no change in Kingdee can shift. key needs the primary key among fieldKeys, and one row per document."
    )]
    public KingdeePaging Paging { get; init; } = KingdeePaging.StartRow;

    [Field("子系统", "Subsystem")]
    public string SubSystemId { get; init; } = "";
}
