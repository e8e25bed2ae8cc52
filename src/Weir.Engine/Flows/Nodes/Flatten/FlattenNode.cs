using Weir.Engine.Flows.Stages;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Flatten;

/// <summary>Settings of a flatten node.</summary>
public sealed record FlattenSettings
{
    /// <summary>The arrays.</summary>
    [Field(
        "明细字段",
        "Arrays",
        Help = "Lists at the top of the record. Each of their elements becomes a record with the members items_sku, items_qty …"
    )]
    public required List<string> Arrays { get; init; }

    /// <summary>Number of the first element.</summary>
    [Field("起始序号", "First", Help = "The keys are the record's key, -, and a number from here on. Default 0.", Min = 0)]
    public int First { get; init; }

    /// <summary>Member that gets the key.</summary>
    [Field(
        "主键写入",
        "Key as",
        Help = "Member of the new record that gets its key, for the identity in the target; it may be the key's own field. Default: none."
    )]
    public string? KeyAs { get; init; }
}

/// <summary>Makes a flat record of each line.</summary>
public sealed class FlattenNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "flatten";

    /// <inheritdoc />
    public override string Label => "拍扁";

    /// <inheritdoc />
    public override string LabelEn => "Flatten";

    /// <inheritdoc />
    public override Type SettingsType => typeof(FlattenSettings);

    /// <inheritdoc />
    public override NodePlace Place => NodePlace.BeforeLedger;

    /// <inheritdoc />
    public override bool KeepsShape => false;

    /// <inheritdoc />
    public override IStage OpenStage(FlowNode node, StageSetup setup) => new FlattenStage(node.As<FlattenSettings>());

    /// <inheritdoc />
    public override IReadOnlySet<string>? MembersBehind(FlowNode node, IReadOnlySet<string>? before)
    {
        if (before is null)
            return null;
        var settings = node.As<FlattenSettings>();
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in before)
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            if (!settings.Arrays.Contains(dot < 0 ? name : name[..dot], StringComparer.Ordinal))
                members.Add(name);
            else if (dot >= 0)
                members.Add($"{name[..dot]}_{name[(dot + 1)..]}");
        }
        if (settings.KeyAs is { } key)
            members.Add(key);
        // What is inside an array is rarely known; then nothing can be said of the names behind it.
        return settings.Arrays.TrueForAll(array => members.Any(name => name.StartsWith(array + "_", StringComparison.Ordinal)))
            ? members
            : null;
    }

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        var settings = node.As<FlattenSettings>();
        if (settings.Arrays.Count == 0)
            check.Add(Severity.Error, "arrays", "name at least one list");
        StageChecks.TopLevel(settings.Arrays, "arrays", check);
        if (settings.KeyAs is { Length: 0 })
            check.Add(Severity.Error, "keyAs", "write a name");
        if (check.MembersBefore(node) is { } members)
            foreach (var (index, array) in settings.Arrays.Index())
                StageChecks.Member(array, members, $"arrays[{index}]", check);
    }
}
