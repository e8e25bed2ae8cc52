using Weir.Engine.Flows.Stages;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Split;

/// <summary>What becomes of a record without elements.</summary>
public enum WithoutElements
{
    /// <summary>It is rejected.</summary>
    Reject,

    /// <summary>It goes on as it is.</summary>
    Keep,
}

/// <summary>Settings of a split node.</summary>
public sealed record SplitSettings
{
    /// <summary>The array.</summary>
    [Field("明细字段", "Array", Help = "A list at the top of the record; each of its elements becomes a record.")]
    public required string Array { get; init; }

    /// <summary>Name of the element.</summary>
    [Field("元素名称", "As", Help = "Member of the new record that holds the element. Default: the name of the list.")]
    public string? As { get; init; }

    /// <summary>Template of the key.</summary>
    [Field(
        "主键",
        "Key",
        Help = "Template over the new record, for example {{id}}-{{item.lineNo}}. Default: the record's key, -, and a number from 0."
    )]
    public string? Key { get; init; }

    /// <summary>A record without elements.</summary>
    [Field("无明细时", "Empty", Help = "reject: a record without elements is rejected (default); keep: it goes on as it is.")]
    public WithoutElements Empty { get; init; }

    /// <summary>Member that gets the key.</summary>
    [Field("主键写入", "Key as", Help = "Member of the new record that gets its key, for the identity in the target. Default: none.")]
    public string? KeyAs { get; init; }
}

/// <summary>Makes a record of each element of a list.</summary>
public sealed class SplitNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "split";

    /// <inheritdoc />
    public override string Label => "拆分";

    /// <inheritdoc />
    public override string LabelEn => "Split";

    /// <inheritdoc />
    public override Type SettingsType => typeof(SplitSettings);

    /// <inheritdoc />
    public override NodePlace Place => NodePlace.BeforeLedger;

    /// <inheritdoc />
    public override bool KeepsShape => false;

    /// <inheritdoc />
    public override IStage OpenStage(FlowNode node, StageSetup setup) => new SplitStage(node.Id, node.As<SplitSettings>());

    /// <inheritdoc />
    public override IReadOnlySet<string>? MembersBehind(FlowNode node, IReadOnlySet<string>? before)
    {
        if (before is null)
            return null;
        var settings = node.As<SplitSettings>();
        var members = new HashSet<string>(StringComparer.Ordinal) { settings.As ?? settings.Array };
        var inside = settings.Array + ".";
        foreach (var name in before)
            if (!string.Equals(name, settings.Array, StringComparison.Ordinal) && !name.StartsWith(inside, StringComparison.Ordinal))
                members.Add(name);
        if (settings.KeyAs is { } key)
            members.Add(key);
        return members;
    }

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        var settings = node.As<SplitSettings>();
        StageChecks.TopLevel([settings.Array], "array", check, isList: false);
        if (settings.As is { } name)
            StageChecks.TopLevel([name], "as", check, isList: false);
        if (settings.KeyAs is { Length: 0 } || string.Equals(settings.KeyAs, settings.As ?? settings.Array, StringComparison.Ordinal))
            check.Add(Severity.Error, "keyAs", "write a name that is not that of the element");
        var before = check.MembersBefore(node);
        if (before is not null)
            StageChecks.Member(settings.Array, before, "array", check);
        StageChecks.Key(settings.Key, MembersBehind(node, before), check);
    }
}
