namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions on texts.</summary>
internal static partial class FunctionTable
{
    private static IEnumerable<FunctionEntry> Texts()
    {
        const string Group = "Text";
        yield return new(
            "CONCAT",
            Group,
            1,
            Many,
            "CONCAT(a, b, …)",
            "all together; null if one is null",
            Plain(TextFunctions.Concat, StaticType.Text)
        );
        yield return new(
            "CONCAT_WS",
            Group,
            2,
            Many,
            "CONCAT_WS(separator, a, b, …)",
            "all that are not null, with the separator between",
            Plain(TextFunctions.ConcatWith, StaticType.Text)
        );
        foreach (var name in (string[])["SUBSTRING", "SUBSTR", "MID"])
            yield return new(
                name,
                Group,
                2,
                3,
                $"{name}(s, position[, length]), {name}(s FROM position [FOR length])",
                "a part; position 1 is the first character, -1 the last",
                Plain(TextFunctions.Substring, StaticType.Text)
            );
        yield return new("LEFT", Group, 2, 2, "LEFT(s, n)", "the first n characters", Plain(TextFunctions.Left, StaticType.Text));
        yield return new("RIGHT", Group, 2, 2, "RIGHT(s, n)", "the last n characters", Plain(TextFunctions.Right, StaticType.Text));
        yield return new(
            "SUBSTRING_INDEX",
            Group,
            3,
            3,
            "SUBSTRING_INDEX(s, separator, n)",
            "what is before the n-th separator; with -n behind the n-th from the end",
            Plain(TextFunctions.SubstringIndex, StaticType.Text)
        );
        yield return new(
            "REPLACE",
            Group,
            3,
            3,
            "REPLACE(s, from, to)",
            "all occurrences replaced, with case",
            Plain(TextFunctions.Replace, StaticType.Text)
        );
        yield return new(
            "INSERT",
            Group,
            4,
            4,
            "INSERT(s, position, length, new)",
            "a part replaced",
            Plain(TextFunctions.Insert, StaticType.Text)
        );
        yield return new(
            "TRIM",
            Group,
            1,
            2,
            "TRIM([LEADING|TRAILING|BOTH] [x] FROM s), TRIM(s)",
            "without blanks, or without x, at the ends",
            Plain((a, scoped ref r) => TextFunctions.Trim(a, ref r, left: true, right: true), StaticType.Text)
        );
        yield return new(
            "LTRIM",
            Group,
            1,
            1,
            "LTRIM(s)",
            "without blanks at the beginning",
            Plain((a, scoped ref r) => TextFunctions.Trim(a, ref r, left: true, right: false), StaticType.Text)
        );
        yield return new(
            "RTRIM",
            Group,
            1,
            1,
            "RTRIM(s)",
            "without blanks at the end",
            Plain((a, scoped ref r) => TextFunctions.Trim(a, ref r, left: false, right: true), StaticType.Text)
        );
        foreach (var name in (string[])["UPPER", "UCASE"])
            yield return new(
                name,
                Group,
                1,
                1,
                $"{name}(s)",
                "in capitals",
                Plain((a, scoped ref r) => TextFunctions.Case(a, ref r, upper: true), StaticType.Text)
            );
        foreach (var name in (string[])["LOWER", "LCASE"])
            yield return new(
                name,
                Group,
                1,
                1,
                $"{name}(s)",
                "in small letters",
                Plain((a, scoped ref r) => TextFunctions.Case(a, ref r, upper: false), StaticType.Text)
            );
        yield return new("LENGTH", Group, 1, 1, "LENGTH(s)", "number of bytes", Plain(TextFunctions.Length, StaticType.Int));
        yield return new("OCTET_LENGTH", Group, 1, 1, "OCTET_LENGTH(s)", "number of bytes", Plain(TextFunctions.Length, StaticType.Int));
        yield return new(
            "CHAR_LENGTH",
            Group,
            1,
            1,
            "CHAR_LENGTH(s)",
            "number of characters",
            Plain(TextFunctions.CharLength, StaticType.Int)
        );
        yield return new(
            "CHARACTER_LENGTH",
            Group,
            1,
            1,
            "CHARACTER_LENGTH(s)",
            "number of characters",
            Plain(TextFunctions.CharLength, StaticType.Int)
        );
        yield return new(
            "LOCATE",
            Group,
            2,
            3,
            "LOCATE(x, s[, position])",
            "where x first occurs in s; 0 if it does not",
            Plain(TextFunctions.Locate, StaticType.Int)
        );
        yield return new("POSITION", Group, 2, 2, "POSITION(x IN s)", "where x first occurs in s; 0 if it does not", Grammar);
        yield return new(
            "INSTR",
            Group,
            2,
            2,
            "INSTR(s, x)",
            "where x first occurs in s; 0 if it does not",
            Plain(TextFunctions.Instr, StaticType.Int)
        );
    }
}
