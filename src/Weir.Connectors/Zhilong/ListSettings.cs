using Weir.Sdk.Settings;

namespace Weir.Connectors.Zhilong;

/// <summary>What all list operations can be told.</summary>
public abstract record ListSettings
{
    /// <summary>How pages are asked for.</summary>
    [Field("分页", "Paging")]
    public PagingSettings Paging { get; init; } = new();

    /// <summary>How the time window is sent.</summary>
    [Field("时间窗口", "Window")]
    public WindowSettings Window { get; init; } = new();

    /// <summary>Further filters.</summary>
    [Field("其他筛选条件", "Filters", Help = "Further filters, name to text, sent where the window fields are sent.")]
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Settings of an operation whose path is known.</summary>
public sealed record KnownListSettings : ListSettings
{
    /// <summary>Another path.</summary>
    [Field("接口路径", "Path", Help = "Only when the tenant's path differs from the known one; empty = the known one.")]
    public string? Path { get; init; }
}

/// <summary>Settings of <c>serviceOrder.list</c>.</summary>
public sealed record ServiceOrderListSettings : ListSettings
{
    /// <summary>Another path.</summary>
    [Field("接口路径", "Path", Help = "Only when the tenant's path differs from the known one; empty = the known one.")]
    public string? Path { get; init; }

    /// <summary>Class of the orders.</summary>
    [Field("工单分类", "Order class", Help = "Sent as serviceOrderClass, for example 6 (reference §2, scheme 6). Empty = all.")]
    public string? ServiceOrderClass { get; init; }

    /// <summary>Kind of installation.</summary>
    [Field("安装类型", "Install type", Help = "Sent as installType, for example 3 (reference §2, scheme 6). Empty = all.")]
    public string? InstallType { get; init; }
}

/// <summary>Settings of the generic <c>list</c>.</summary>
public sealed record PathListSettings : ListSettings
{
    /// <summary>The path.</summary>
    [Field("接口路径", "Path", Help = "Appended to the base URL, for example /api/agentInfo/list.")]
    public required string Path { get; init; }
}
