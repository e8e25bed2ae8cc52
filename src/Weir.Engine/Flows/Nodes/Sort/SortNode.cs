using Weir.Engine.Flows.Stages;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Sort;

/// <summary>Which way a value is sorted.</summary>
public enum SortOrder
{
    /// <summary>The least first.</summary>
    Ascending,

    /// <summary>The greatest first.</summary>
    Descending,
}

/// <summary>One value to sort by.</summary>
public sealed record SortBy
{
    /// <summary>The value.</summary>
    [Field("字段", "Path", Help = "Path of the value. Empty values come first, then numbers, then texts.")]
    public required string Path { get; init; }

    /// <summary>Which way.</summary>
    [Field("顺序", "Order", Help = "ascending (default) or descending.")]
    public SortOrder Order { get; init; }
}

/// <summary>Settings of a sort node.</summary>
public sealed record SortSettings
{
    /// <summary>The values to sort by.</summary>
    [Field("排序字段", "By", Help = "The first decides; where its values are the same, the next.")]
    public required List<SortBy> By { get; init; }
}

/// <summary>Puts the records of a page in order.</summary>
public sealed class SortNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "sort";

    /// <inheritdoc />
    public override string Label => "排序";

    /// <inheritdoc />
    public override string LabelEn => "Sort";

    /// <inheritdoc />
    public override Type SettingsType => typeof(SortSettings);

    /// <inheritdoc />
    public override NodePlace Place => NodePlace.BeforeLedger;

    /// <inheritdoc />
    public override IStage OpenStage(FlowNode node, StageSetup setup) => new SortStage(node.As<SortSettings>());

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        var by = node.As<SortSettings>().By;
        if (by.Count == 0)
            check.Add(Severity.Error, "by", "name at least one value to sort by");
        var members = check.MembersBefore(node);
        foreach (var (index, one) in by.Index())
            if (one.Path.Length == 0)
                check.Add(Severity.Error, $"by[{index}].path", "write a path");
            else if (members is not null)
                StageChecks.Member(one.Path, members, $"by[{index}].path", check);
    }
}
