namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions on numbers.</summary>
internal static partial class FunctionTable
{
    private static IEnumerable<FunctionEntry> NumbersOf()
    {
        const string Group = "Numbers";
        yield return new(
            "ROUND",
            Group,
            1,
            2,
            "ROUND(x[, n])",
            "to n digits after the point, half away from zero",
            Plain((a, scoped ref r) => NumberFunctions.Round(a, ref r, cut: false), NumberFunctions.RoundType)
        );
        yield return new(
            "TRUNCATE",
            Group,
            2,
            2,
            "TRUNCATE(x, n)",
            "cut to n digits after the point",
            Plain((a, scoped ref r) => NumberFunctions.Round(a, ref r, cut: true), NumberFunctions.RoundType)
        );
        yield return new(
            "FLOOR",
            Group,
            1,
            1,
            "FLOOR(x)",
            "down to a whole number",
            Plain((a, scoped ref r) => NumberFunctions.Whole(a, ref r, up: false), NumberFunctions.WholeType)
        );
        foreach (var name in (string[])["CEIL", "CEILING"])
            yield return new(
                name,
                Group,
                1,
                1,
                $"{name}(x)",
                "up to a whole number",
                Plain((a, scoped ref r) => NumberFunctions.Whole(a, ref r, up: true), NumberFunctions.WholeType)
            );
        yield return new("ABS", Group, 1, 1, "ABS(x)", "without sign", Plain(NumberFunctions.Abs, NumberFunctions.NumberType));
        yield return new("SIGN", Group, 1, 1, "SIGN(x)", "-1, 0 or 1", Plain(NumberFunctions.Sign, StaticType.Int));
        yield return new(
            "MOD",
            Group,
            2,
            2,
            "MOD(x, y)",
            "the remainder, as x % y",
            (a, at) => new ArithmeticNode(Operator.Remainder, a[0], a[1]) { At = at }
        );
        foreach (var name in (string[])["POW", "POWER"])
            yield return new(name, Group, 2, 2, $"{name}(x, y)", "x to the power of y", Plain(NumberFunctions.Pow, StaticType.Double));
        yield return new(
            "SQRT",
            Group,
            1,
            1,
            "SQRT(x)",
            "the square root; null of a negative number",
            Plain(NumberFunctions.Sqrt, StaticType.Double)
        );
        yield return new("EXP", Group, 1, 1, "EXP(x)", "e to the power of x", Plain(NumberFunctions.Exp, StaticType.Double));
        yield return new("LN", Group, 1, 1, "LN(x)", "the natural logarithm", Plain(NumberFunctions.Ln, StaticType.Double));
        yield return new("LOG10", Group, 1, 1, "LOG10(x)", "the logarithm to base 10", Plain(NumberFunctions.Log10, StaticType.Double));
        yield return new(
            "FORMAT",
            Group,
            2,
            2,
            "FORMAT(x, n)",
            "with n digits after the point and commas at the thousands",
            Plain(NumberFunctions.Format, StaticType.Text)
        );
        yield return new(
            "CAST",
            Group,
            1,
            1,
            "CAST(x AS type)",
            "SIGNED, UNSIGNED, DECIMAL(p,s), DOUBLE, CHAR(n), DATE, DATETIME, TIME, JSON",
            Grammar
        );
        yield return new("CONVERT", Group, 1, 1, "CONVERT(x, type)", "as CAST", Grammar);
    }
}
