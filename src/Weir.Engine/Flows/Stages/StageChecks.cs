using Weir.Engine.Flows.Nodes;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Stages;

/// <summary>What the checks of several kinds before the ledger have in common.</summary>
internal static class StageChecks
{
    /// <summary>Tells names that are no members at the top of a record, and those that stand in a list twice.</summary>
    public static void TopLevel(IReadOnlyList<string> names, string where, NodeCheck check, bool isList = true)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, name) in names.Index())
        {
            var at = isList ? $"{where}[{index}]" : where;
            if (name.Length == 0)
                check.Add(Severity.Error, at, "write a name");
            else if (name.Contains('.', StringComparison.Ordinal))
                check.Add(
                    Severity.Error,
                    at,
                    $"'{name}' is not at the top of the record: bring it there with a map before this node, or flatten first"
                );
            else if (!seen.Add(name))
                check.Add(Severity.Error, at, $"'{name}' is named twice");
        }
    }

    /// <summary>Tells a path whose first name the records are known not to have.</summary>
    public static void Member(string path, IReadOnlySet<string> members, string where, NodeCheck check)
    {
        var first = path.Split('.')[0];
        if (!members.Contains(first) && !members.Contains(path))
            check.Add(
                Severity.Warning,
                where,
                $"the records that come here have no '{path}': it will be empty{DidYouMean.Suffix(first, members.Where(m => !m.Contains('.', StringComparison.Ordinal)))}"
            );
    }

    /// <summary>Tells what is wrong with a template of a key.</summary>
    public static void Key(string? template, IReadOnlySet<string>? members, NodeCheck check)
    {
        if (template is null)
            return;
        if (KeyTemplate.Problem(template) is { } problem)
            check.Add(Severity.Error, "key", problem);
        else if (members is not null)
            foreach (var path in KeyTemplate.PathsOf(template))
                Member(path, members, "key", check);
    }
}
