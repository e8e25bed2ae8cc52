namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions that choose.</summary>
internal static partial class FunctionTable
{
    private static IEnumerable<FunctionEntry> Conditions()
    {
        const string Group = "Conditions";
        yield return new(
            "CASE",
            Group,
            0,
            0,
            "CASE WHEN a THEN x … [ELSE y] END, CASE v WHEN a THEN x … [ELSE y] END",
            "the first x whose condition holds",
            Grammar
        );
        yield return new(
            "IF",
            Group,
            3,
            3,
            "IF(condition, x, y)",
            "x if the condition holds, else y",
            (a, at) => new CaseNode(null, [a[0]], [a[1]], a[2]) { At = at }
        );
        yield return new("IFNULL", Group, 2, 2, "IFNULL(x, y)", "x, or y if x is null", (a, at) => new CoalesceNode(a) { At = at });
        yield return new(
            "COALESCE",
            Group,
            1,
            Many,
            "COALESCE(x, y, …)",
            "the first that is not null",
            (a, at) => new CoalesceNode(a) { At = at }
        );
        yield return new(
            "NULLIF",
            Group,
            2,
            2,
            "NULLIF(x, y)",
            "null if both are equal, else x",
            Plain(ConditionFunctions.NullIf, a => a[0].Type)
        );
        yield return new("ISNULL", Group, 1, 1, "ISNULL(x)", "1 if x is null, else 0", Plain(ConditionFunctions.IsNull, StaticType.Int));
        yield return new(
            "GREATEST",
            Group,
            2,
            Many,
            "GREATEST(x, y, …)",
            "the greatest; null if one is null",
            (a, at) => new ExtremeNode(a, greatest: true) { At = at }
        );
        yield return new(
            "LEAST",
            Group,
            2,
            Many,
            "LEAST(x, y, …)",
            "the least; null if one is null",
            (a, at) => new ExtremeNode(a, greatest: false) { At = at }
        );
        yield return new("ELT", Group, 2, Many, "ELT(n, a, b, …)", "the n-th of a, b, …", Plain(ConditionFunctions.Elt, StaticType.Text));
        yield return new(
            "FIELD",
            Group,
            2,
            Many,
            "FIELD(x, a, b, …)",
            "the number of the first of a, b, … that equals x; 0 if none does",
            Plain(ConditionFunctions.Field, StaticType.Int)
        );
        yield return new(
            "TABLE",
            Group,
            2,
            3,
            "TABLE('name', key[, default])",
            "the value of a key in a static table of the flow; a key that is not there, without default, is an error",
            Grammar
        );
    }
}
