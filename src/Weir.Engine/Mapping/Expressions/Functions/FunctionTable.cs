namespace Weir.Engine.Mapping.Expressions;

/// <summary>All functions by name. Those with a grammar of their own are listed too, for the documentation and for what was meant.</summary>
internal static class FunctionTable
{
    private const int Many = int.MaxValue;

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [.. Conditions(), .. Texts(), .. NumbersOf(), .. Times(), .. Others(), .. Hidden()];

    private static readonly Dictionary<string, FunctionEntry> ByName = All.ToDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that may be called.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Where(f => f.Group.Length > 0).Select(f => f.Name)];

    public static FunctionEntry? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>True if a word right behind <c>_function</c>, and the character after it, begin an expression.</summary>
    public static bool BeginsExpression(string word, char next) =>
        next == '(' ? Find(word) is { Group.Length: > 0 } : char.IsWhiteSpace(next) && word.ToUpperInvariant() is "CASE" or "NOT" or "NULL";

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
        yield return new(
            "LPAD",
            Group,
            2,
            3,
            "LPAD(s, n[, x])",
            "filled with x on the left to n characters, or cut to n",
            Plain((a, scoped ref r) => TextFunctions.Pad(a, ref r, left: true), StaticType.Text)
        );
        yield return new(
            "RPAD",
            Group,
            2,
            3,
            "RPAD(s, n[, x])",
            "filled with x on the right to n characters, or cut to n",
            Plain((a, scoped ref r) => TextFunctions.Pad(a, ref r, left: false), StaticType.Text)
        );
        yield return new("REVERSE", Group, 1, 1, "REVERSE(s)", "backwards", Plain(TextFunctions.Reverse, StaticType.Text));
        yield return new("REPEAT", Group, 2, 2, "REPEAT(s, n)", "n times", Plain(TextFunctions.Repeat, StaticType.Text));
        yield return new("SPACE", Group, 1, 1, "SPACE(n)", "n blanks", Plain(TextFunctions.Space, StaticType.Text));
        yield return new("STRCMP", Group, 2, 2, "STRCMP(a, b)", "-1, 0 or 1", Plain(TextFunctions.Strcmp, StaticType.Int));
        yield return new(
            "FIND_IN_SET",
            Group,
            2,
            2,
            "FIND_IN_SET(x, list)",
            "the number of x in a list with commas; 0 if it is not there",
            Plain(TextFunctions.FindInSet, StaticType.Int)
        );
        yield return new("ASCII", Group, 1, 1, "ASCII(s)", "the first byte", Plain(TextFunctions.AsciiOf, StaticType.Int));
        yield return new("CHAR", Group, 1, Many, "CHAR(n, …)", "bytes with these numbers", Plain(TextFunctions.Char, StaticType.Text));
        yield return new(
            "HEX",
            Group,
            1,
            1,
            "HEX(x)",
            "a number, or the bytes of a text, in base 16",
            Plain(TextFunctions.Hex, StaticType.Text)
        );
        yield return new("UNHEX", Group, 1, 1, "UNHEX(s)", "the bytes of a text in base 16", Plain(TextFunctions.Unhex, StaticType.Text));
        yield return new(
            "REGEXP_REPLACE",
            Group,
            3,
            3,
            "REGEXP_REPLACE(s, pattern, to)",
            "all that match replaced; \\\\1 is a group",
            Plain(TextFunctions.RegexReplace, StaticType.Text)
        );
        yield return new(
            "REGEXP_SUBSTR",
            Group,
            2,
            2,
            "REGEXP_SUBSTR(s, pattern)",
            "the first part that matches",
            Plain(TextFunctions.RegexFind, StaticType.Text)
        );
        yield return new("MD5", Group, 1, 1, "MD5(s)", "hash in base 16", Plain(HashFunctions.Md5, StaticType.Text));
        yield return new("SHA1", Group, 1, 1, "SHA1(s)", "hash in base 16", Plain(HashFunctions.Sha1, StaticType.Text));
        yield return new("SHA", Group, 1, 1, "SHA(s)", "hash in base 16", Plain(HashFunctions.Sha1, StaticType.Text));
        yield return new(
            "SHA2",
            Group,
            2,
            2,
            "SHA2(s, bits)",
            "hash of 256, 384 or 512 bits in base 16",
            Plain(HashFunctions.Sha2, StaticType.Text)
        );
        yield return new(
            "UUID",
            Group,
            0,
            0,
            "UUID()",
            "a new identifier each time",
            Plain(HashFunctions.Uuid, StaticType.Text, isPure: false)
        );
    }

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

    private static IEnumerable<FunctionEntry> Times()
    {
        const string Group = "Days and times";
        foreach (var name in (string[])["NOW", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP", "SYSDATE"])
            yield return new(name, Group, 0, 1, $"{name}()", "the run's now", Plain(DateFunctions.Now, StaticType.DateTime, isPure: false));
        foreach (var name in (string[])["CURDATE", "CURRENT_DATE"])
            yield return new(name, Group, 0, 0, $"{name}()", "the run's day", Plain(DateFunctions.Today, StaticType.Date, isPure: false));
        foreach (var name in (string[])["CURTIME", "CURRENT_TIME"])
            yield return new(
                name,
                Group,
                0,
                0,
                $"{name}()",
                "the run's time of day",
                Plain(DateFunctions.TimeNow, StaticType.Time, isPure: false)
            );
        yield return new(
            "DATE_FORMAT",
            Group,
            2,
            2,
            "DATE_FORMAT(d, format)",
            "a date as text: %Y %m %d %H %i %s …",
            Plain(DateFormatFunctions.DateFormat, StaticType.Text)
        );
        yield return new(
            "STR_TO_DATE",
            Group,
            2,
            2,
            "STR_TO_DATE(s, format)",
            "a date out of a text",
            Plain(DateFormatFunctions.StrToDate, DateFormatFunctions.StrToDateType)
        );
        foreach (var name in (string[])["DATE_ADD", "ADDDATE", "DATE_SUB", "SUBDATE"])
            yield return new(name, Group, 2, 2, $"{name}(d, INTERVAL n unit)", "a date and an interval; also d + INTERVAL n unit", Grammar);
        yield return new("DATEDIFF", Group, 2, 2, "DATEDIFF(a, b)", "days from b to a", Plain(DateFunctions.DateDiff, StaticType.Int));
        yield return new("TIMESTAMPDIFF", Group, 3, 3, "TIMESTAMPDIFF(unit, a, b)", "whole units from a to b", Grammar);
        yield return new("TIMESTAMPADD", Group, 3, 3, "TIMESTAMPADD(unit, n, d)", "as DATE_ADD", Grammar);
        yield return new(
            "UNIX_TIMESTAMP",
            Group,
            0,
            1,
            "UNIX_TIMESTAMP([d])",
            "seconds since 1970",
            Plain(DateFunctions.UnixTimestamp, StaticType.Unknown, isPure: false)
        );
        yield return new(
            "FROM_UNIXTIME",
            Group,
            1,
            2,
            "FROM_UNIXTIME(n[, format])",
            "the time of so many seconds since 1970",
            Plain(DateFunctions.FromUnixTime, a => a.Length > 1 ? StaticType.Text : StaticType.DateTime, isPure: false)
        );
        yield return new(
            "LAST_DAY",
            Group,
            1,
            1,
            "LAST_DAY(d)",
            "the last day of the month",
            Plain(DateFunctions.LastDay, StaticType.Date)
        );
        foreach (var (name, part, what) in DateFunctions.Parts)
            yield return new(
                name,
                Group,
                1,
                1,
                $"{name}(d)",
                what,
                Plain((a, scoped ref r) => DateFunctions.Part(a, ref r, part), StaticType.Int)
            );
        foreach (var (name, part, what) in DateFunctions.ClockParts)
            yield return new(
                name,
                Group,
                1,
                1,
                $"{name}(t)",
                what,
                Plain((a, scoped ref r) => DateFunctions.ClockPart(a, ref r, part), StaticType.Int)
            );
        yield return new(
            "WEEK",
            Group,
            1,
            2,
            "WEEK(d[, mode])",
            "the number of the week, in mode 0 to 7",
            Plain(DateFunctions.Week, StaticType.Int)
        );
        yield return new("YEARWEEK", Group, 1, 2, "YEARWEEK(d[, mode])", "year and week", Plain(DateFunctions.YearWeek, StaticType.Int));
        yield return new("DAYNAME", Group, 1, 1, "DAYNAME(d)", "Monday …", Plain(DateFunctions.DayName, StaticType.Text));
        yield return new("MONTHNAME", Group, 1, 1, "MONTHNAME(d)", "January …", Plain(DateFunctions.MonthName, StaticType.Text));
        yield return new("DATE", Group, 1, 1, "DATE(d)", "the day without the time", Plain(DateFunctions.DateOf, StaticType.Date));
        yield return new("TIME", Group, 1, 1, "TIME(d)", "the time without the day", Plain(DateFunctions.TimeOf, StaticType.Time));
        yield return new("TIMESTAMP", Group, 1, 1, "TIMESTAMP(d)", "a day with time", Plain(DateFunctions.MomentOf, StaticType.DateTime));
        yield return new("TIME_TO_SEC", Group, 1, 1, "TIME_TO_SEC(t)", "seconds", Plain(DateFunctions.TimeToSeconds, StaticType.Int));
        yield return new(
            "SEC_TO_TIME",
            Group,
            1,
            1,
            "SEC_TO_TIME(n)",
            "a time of so many seconds",
            Plain(DateFunctions.SecondsToTime, StaticType.Time)
        );
        yield return new("TO_DAYS", Group, 1, 1, "TO_DAYS(d)", "days since the year 0", Plain(DateFunctions.ToDays, StaticType.Int));
        yield return new(
            "MAKEDATE",
            Group,
            2,
            2,
            "MAKEDATE(year, n)",
            "the n-th day of a year",
            Plain(DateFunctions.MakeDate, StaticType.Date)
        );
        yield return new("EXTRACT", Group, 1, 1, "EXTRACT(unit FROM d)", "a part of a date", Grammar);
    }

    private static IEnumerable<FunctionEntry> Others()
    {
        const string Json = "JSON";
        yield return new(
            "JSON_EXTRACT",
            Json,
            2,
            2,
            "JSON_EXTRACT(j, path)",
            "the JSON at a path such as '$.items[0].sku'",
            Plain(JsonFunctions.Extract, StaticType.Json)
        );
        yield return new(
            "JSON_UNQUOTE",
            Json,
            1,
            1,
            "JSON_UNQUOTE(j)",
            "the text that a JSON string says",
            Plain(JsonFunctions.Unquote, StaticType.Text)
        );
        yield return new(
            "JSON_VALUE",
            Json,
            2,
            2,
            "JSON_VALUE(j, path)",
            "the single value at a path, as text; null of a list or group",
            Plain(JsonFunctions.ValueAt, StaticType.Text)
        );
        yield return new(
            "JSON_LENGTH",
            Json,
            1,
            2,
            "JSON_LENGTH(j[, path])",
            "number of elements or members",
            Plain(JsonFunctions.Length, StaticType.Int)
        );
        yield return new("JSON_VALID", Json, 1, 1, "JSON_VALID(s)", "1 if a text is JSON", Plain(JsonFunctions.Valid, StaticType.Int));
        const string Lists = "Over a list of the record";
        foreach (
            var (name, what) in ((string, string)[])
                [("SUM", "the sum"), ("AVG", "the mean"), ("MIN", "the least"), ("MAX", "the greatest"), ("COUNT", "how many are not null")]
        )
            yield return new(name, Lists, 1, 1, $"{name}({{{{items.qty}}}})", what, Grammar);
        yield return new(
            "GROUP_CONCAT",
            Lists,
            1,
            1,
            "GROUP_CONCAT({{items.sku}} [SEPARATOR ','])",
            "all together with something between",
            Grammar
        );
    }

    private static IEnumerable<FunctionEntry> Hidden()
    {
        yield return new(
            "TRIM LEADING",
            "",
            1,
            2,
            "",
            "",
            Plain((a, scoped ref r) => TextFunctions.Trim(a, ref r, left: true, right: false), StaticType.Text)
        );
        yield return new(
            "TRIM TRAILING",
            "",
            1,
            2,
            "",
            "",
            Plain((a, scoped ref r) => TextFunctions.Trim(a, ref r, left: false, right: true), StaticType.Text)
        );
        yield return new("CAST TEXT", "", 1, 1, "", "", (a, at) => CastNode.Create(a[0], "CHAR", null, null, at)!);
        yield return new("CAST DATE", "", 1, 1, "", "", (a, at) => CastNode.Create(a[0], "DATE", null, null, at)!);
        yield return new("CAST TIME", "", 1, 1, "", "", (a, at) => CastNode.Create(a[0], "TIME", null, null, at)!);
        yield return new("CAST DATETIME", "", 1, 1, "", "", (a, at) => CastNode.Create(a[0], "DATETIME", null, null, at)!);
    }

    private static Func<Node[], int, Node> Plain(FunctionBody body, StaticType type, bool isPure = true) =>
        (a, at) => new CallNode(body, a, type, isPure) { At = at };

    private static Func<Node[], int, Node> Plain(FunctionBody body, Func<Node[], StaticType> type, bool isPure = true) =>
        (a, at) => new CallNode(body, a, type(a), isPure) { At = at };

    /// <summary>Read by the parser itself.</summary>
    private static Node Grammar(Node[] arguments, int at) =>
        throw new EvalFault("this is not written like other functions; see the documentation");
}
