using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Group;

/// <summary>Settings of a group node.</summary>
public sealed record GroupSettings
{
    /// <summary>Fields that make a document.</summary>
    [Field(
        "单据分组字段",
        "Header",
        Help = "Records with the same values in these fields become one document. A missing value, null and an empty text are the same."
    )]
    public required List<string> Header { get; init; }

    /// <summary>Fields that make a line.</summary>
    [Field(
        "明细分组字段",
        "Body",
        Help = "Within a document, records with the same values in these fields become one line. Without any, a document has one line."
    )]
    public List<string> Body { get; init; } = [];

    /// <summary>Name of the list of lines.</summary>
    [Field("明细名称", "Name of the lines", Help = "Member of the document that holds its lines. Default items.")]
    public string BodyName { get; init; } = "items";

    /// <summary>Every record a line.</summary>
    [Field(
        "逐行保留",
        "Every record a line",
        Help = "true: each record is a line of its own, even if another has the same values. Default false."
    )]
    public bool EveryRecord { get; init; }

    /// <summary>Most lines of a document.</summary>
    [Field(
        "最大行数",
        "Most lines",
        Help = "More lines make several documents with the same header; about 500 is good for 金蝶. Default 10000.",
        Min = 1,
        Max = 100_000
    )]
    public int MaxLines { get; init; } = 10_000;

    /// <summary>Calculated fields.</summary>
    [Field("计算", "Calculate", Help = "Field of a line: sum, avg, min, max, push, addToSet, first, last.")]
    public Dictionary<string, CalculationKind> Calculate { get; init; } = [];

    /// <summary>Template of the key.</summary>
    [Field(
        "主键",
        "Key",
        Help = "Template over the header, for example {{shop}}. Default: the header values joined by -. The second part and later get -2, -3 …"
    )]
    public string? Key { get; init; }

    /// <summary>Member that gets the key.</summary>
    [Field("主键写入", "Key as", Help = "Member of the document that gets its key, for the identity in the target. Default: none.")]
    public string? KeyAs { get; init; }
}
