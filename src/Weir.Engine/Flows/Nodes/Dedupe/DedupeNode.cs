using Weir.Engine.Flows.Stages;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Nodes.Dedupe;

/// <summary>When two records are the same.</summary>
public enum SameBy
{
    /// <summary>Same value at the path.</summary>
    Key,

    /// <summary>Same bytes.</summary>
    Content,
}

/// <summary>Which of several records is kept.</summary>
public enum KeptRecord
{
    /// <summary>That which came first.</summary>
    First,

    /// <summary>That which came last.</summary>
    Last,
}

/// <summary>Settings of a dedupe node.</summary>
public sealed record DedupeSettings
{
    /// <summary>When two records are the same.</summary>
    [Field(
        "去重方式",
        "By",
        Help = "key: records with the same value at the path are the same (default); content: those with the same content."
    )]
    public SameBy By { get; init; }

    /// <summary>The value compared.</summary>
    [Field("字段", "Path", Help = "Path of the value, with by: key. Records that do not have it are all kept.")]
    public string? Path { get; init; }

    /// <summary>Which is kept.</summary>
    [Field("保留", "Keep", Help = "first (default) or last of the slice.")]
    public KeptRecord Keep { get; init; }
}

/// <summary>Keeps one of several records of a slice that are the same.</summary>
public sealed class DedupeNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "dedupe";

    /// <inheritdoc />
    public override string Label => "去重";

    /// <inheritdoc />
    public override string LabelEn => "Remove duplicates";

    /// <inheritdoc />
    public override Type SettingsType => typeof(DedupeSettings);

    /// <inheritdoc />
    public override NodePlace Place => NodePlace.BeforeLedger;

    /// <inheritdoc />
    public override IStage OpenStage(FlowNode node, StageSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new DedupeStage(node.Id, node.As<DedupeSettings>(), setup.SpoolPath);
    }

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        var settings = node.As<DedupeSettings>();
        if (settings.By == SameBy.Content)
        {
            if (settings.Path is not null)
                check.Add(Severity.Error, "path", "by: content looks at the whole record and takes no path");
        }
        else if (string.IsNullOrEmpty(settings.Path))
            check.Add(Severity.Error, "path", "by: key needs the path of the value that is compared");
        else if (check.MembersBefore(node) is { } members)
            StageChecks.Member(settings.Path, members, "path", check);
    }
}
