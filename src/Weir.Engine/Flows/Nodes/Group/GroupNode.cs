using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Stages;

namespace Weir.Engine.Flows.Nodes.Group;

/// <summary>Makes documents with lines of flat records.</summary>
public sealed class GroupNode : NodeKind
{
    /// <inheritdoc />
    public override string Type => "group";

    /// <inheritdoc />
    public override string Label => "合并";

    /// <inheritdoc />
    public override string LabelEn => "Group";

    /// <inheritdoc />
    public override Type SettingsType => typeof(GroupSettings);

    /// <inheritdoc />
    public override NodePlace Place => NodePlace.BeforeLedger;

    /// <inheritdoc />
    public override bool KeepsShape => false;

    /// <inheritdoc />
    public override IStage OpenStage(FlowNode node, StageSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new GroupStage(node.As<GroupSettings>(), setup.SpoolPath);
    }

    /// <inheritdoc />
    public override IReadOnlySet<string>? MembersBehind(FlowNode node, IReadOnlySet<string>? before)
    {
        var settings = node.As<GroupSettings>();
        var members = new HashSet<string>(settings.Header, StringComparer.Ordinal) { settings.BodyName };
        if (settings.KeyAs is { } name)
            members.Add(name);
        return members;
    }

    /// <inheritdoc />
    public override void Check(FlowNode node, NodeCheck check)
    {
        ArgumentNullException.ThrowIfNull(check);
        var settings = node.As<GroupSettings>();
        CheckNames(settings, check);
        CheckKey(settings, check);
        CheckMembers(node, settings, check);
        if (check.Flow.OfKind<SourceSettings>().FirstOrDefault()?.As<SourceSettings>().Window.Slice is not null)
            check.Add(
                Severity.Warning,
                "header",
                "the source is cut by window.slice, and a group ends with its slice: lines of one document that lie in two slices make two revisions of it, the later without the lines of the earlier"
            );
    }

    private static void CheckNames(GroupSettings settings, NodeCheck check)
    {
        if (settings.Header.Count == 0)
            check.Add(Severity.Error, "header", "name at least one field that makes a document");
        StageChecks.TopLevel(settings.Header, "header", check);
        StageChecks.TopLevel(settings.Body, "body", check);
        foreach (var name in settings.Calculate.Keys)
        {
            if (settings.Body.Contains(name, StringComparer.Ordinal))
                check.Add(
                    Severity.Error,
                    $"calculate.{name}",
                    $"'{name}' is in body: a line has one value of it, there is nothing to calculate"
                );
            StageChecks.TopLevel([name], $"calculate.{name}", check, isList: false);
        }
        foreach (var (setting, name) in new[] { ("bodyName", settings.BodyName), ("keyAs", settings.KeyAs) })
            if (name is { Length: 0 } || (name is not null && settings.Header.Contains(name, StringComparer.Ordinal)))
                check.Add(
                    Severity.Error,
                    setting,
                    name.Length == 0 ? "write a name" : $"the document has a field '{name}' from its header already"
                );
        if (string.Equals(settings.KeyAs, settings.BodyName, StringComparison.Ordinal))
            check.Add(Severity.Error, "keyAs", $"'{settings.KeyAs}' is the list of lines already");
    }

    private static void CheckKey(GroupSettings settings, NodeCheck check)
    {
        if (settings.Key is not { } key)
            return;
        if (KeyTemplate.Problem(key) is { } problem)
        {
            check.Add(Severity.Error, "key", problem);
            return;
        }
        var paths = KeyTemplate.PathsOf(key).ToList();
        foreach (var path in paths.Where(path => !settings.Header.Contains(path, StringComparer.Ordinal)))
            check.Add(
                Severity.Error,
                "key",
                $"'{path}' is not in header: records of one document may have different values of it{Sdk.Settings.DidYouMean.Suffix(path, settings.Header)}"
            );
        foreach (var field in settings.Header.Except(paths, StringComparer.Ordinal))
            check.Add(
                Severity.Warning,
                "key",
                $"'{field}' is in header but not in the key: documents that differ in it alone are revisions of one, and the last one counts"
            );
    }

    private static void CheckMembers(FlowNode node, GroupSettings settings, NodeCheck check)
    {
        if (check.MembersBefore(node) is not { } members)
            return;
        foreach (var (index, field) in settings.Header.Index())
            StageChecks.Member(field, members, $"header[{index}]", check);
        foreach (var (index, field) in settings.Body.Index())
            StageChecks.Member(field, members, $"body[{index}]", check);
        foreach (var field in settings.Calculate.Keys)
            StageChecks.Member(field, members, $"calculate.{field}", check);
        var dropped = members
            .Where(name => !name.Contains('.', StringComparison.Ordinal))
            .Except([.. settings.Header, .. settings.Body, .. settings.Calculate.Keys], StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (dropped.Count > 0)
            check.Add(
                Severity.Warning,
                "header",
                $"fields that are neither in header nor in body nor calculated are dropped: {string.Join(", ", dropped)}"
            );
    }
}
