using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Weir.Tests.Mapping.MariaDb;

/// <summary>
/// Makes typed expressions. Values stand in them as literals for MariaDB, and for us as literals or, where their kind need not be known beforehand, as fields
/// of a record.
/// </summary>
internal sealed class RandomExpression(Random random)
{
    private static readonly string[] Texts =
    [
        "",
        " ",
        "a",
        "A",
        "abc",
        "ABC ",
        "aBc-12",
        "12abc",
        "12.50",
        "-3",
        " 7",
        "1e2",
        "0",
        "O'Reilly",
        "say \"x\"",
        "back\\slash",
        "50%",
        "a_b",
        "苏州",
        "华东一级",
        "中a文",
        "é",
        "Straße",
        "😀x",
        "2026-01-31",
        "2026-02-29",
        "2026-01-31 10:20:30",
        "20260131",
        "26-1-5",
        "not a date",
        "a,b,C",
        "x/y/z",
        "\n",
        "  pad  ",
    ];

    private static readonly string[] Dates =
    [
        "2026-01-31",
        "2024-02-29",
        "2025-12-31",
        "1999-01-01",
        "2026-03-15",
        "2000-02-28",
        "2037-12-01",
    ];
    private static readonly string[] Units = ["DAY", "MONTH", "YEAR", "WEEK", "QUARTER", "HOUR", "MINUTE", "SECOND"];
    private static readonly string[] Formats =
    [
        "%Y-%m-%d",
        "%Y%m%d%H%i%s",
        "%y/%c/%e %k:%i",
        "%W %M %D %j",
        "%h:%i:%s %p",
        "%a %b %u %V %x",
        "%T|%r|%%|%f",
    ];
    private readonly Dictionary<string, object?> _record = new(StringComparer.Ordinal);
    private bool _fields = true;
    private bool _anyDate = true;

    /// <summary>An expression for MariaDB, the same for us, and the record that belongs to it.</summary>
    public (string Theirs, string Ours, string Record) Next()
    {
        _record.Clear();
        _fields = true;
        _anyDate = true;
        var expression = random.Next(6) switch
        {
            0 => Whole(4),
            1 => Decimal(4),
            2 or 3 => Text(4),
            4 => random.Next(2) == 0 ? Date(3) : Moment(3),
            _ => random.Next(3) == 0 ? Double(3) : Condition(4),
        };
        return (expression.Theirs, "_function " + expression.Ours, JsonSerializer.Serialize(_record));
    }

    private readonly record struct Both(string Theirs, string Ours)
    {
        public static implicit operator Both(string text) => new(text, text);
    }

    private static Both Put(string form, params ReadOnlySpan<Both> parts)
    {
        var theirs = new StringBuilder(form);
        var ours = new StringBuilder(form);
        for (var i = 0; i < parts.Length; i++)
        {
            theirs.Replace($"<{i}>", parts[i].Theirs);
            ours.Replace($"<{i}>", parts[i].Ours);
        }
        return new Both(theirs.ToString(), ours.ToString());
    }

    /// <summary>Where the kind of the result depends on the kinds of the parts, fields are not used: theirs are known only with the record.</summary>
    private Both Typed(Func<Both> make)
    {
        var before = _fields;
        _fields = false;
        var made = make();
        _fields = before;
        return made;
    }

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];

    private Both Field(string literal, object? value, bool quoted)
    {
        if (!_fields && !quoted || random.Next(3) > 0)
            return literal;
        var name = $"f{_record.Count}";
        _record[name] = value;
        return new Both(literal, quoted ? $"'{{{{{name}}}}}'" : $"{{{{{name}}}}}");
    }

    private Both WholeLiteral()
    {
        var number = random.Next(12) switch
        {
            0 => 0,
            1 => random.NextInt64(-9_000_000_000_000, 9_000_000_000_000),
            < 6 => random.Next(-1000, 1000),
            _ => random.Next(-9, 20),
        };
        var text = number.ToString(CultureInfo.InvariantCulture);
        return number < 0 ? Put("(<0>)", text) : Field(text, number, quoted: false);
    }

    private Both DecimalLiteral()
    {
        var scale = random.Next(1, 6);
        var digits = random.Next(4) == 0 ? random.NextInt64(100_000_000_000) : random.Next(100_000);
        var number = digits / (decimal)Math.Pow(10, scale) + new decimal(0, 0, 0, isNegative: false, (byte)scale);
        var text = number.ToString($"F{scale}", CultureInfo.InvariantCulture);
        return random.Next(4) == 0 ? $"(-{text})" : Field(text, decimal.Parse(text, CultureInfo.InvariantCulture), quoted: false);
    }

    private Both TextLiteral()
    {
        var text = Pick(Texts);
        return Field(
            $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'",
            text,
            quoted: true
        );
    }

    private Both Small() => Pick("0", "1", "2", "3", "5", "(-1)", "(-2)");

    private Both Whole(int depth)
    {
        if (depth <= 0)
            return random.Next(15) == 0 ? "NULLIF(3, 3)" : WholeLiteral();
        var d = depth - 1;
        return random.Next(31) switch
        {
            0 => Put("(<0> + <1>)", Whole(d), Whole(d)),
            1 => Put("(<0> - <1>)", Whole(d), Whole(d)),
            2 => Put("(<0> * <1>)", Whole(d), WholeLiteral()),
            3 => Put("(<0> DIV <1>)", Whole(d), Whole(d)),
            4 => Put("(<0> % <1>)", Whole(d), Whole(d)),
            5 => Put("ABS(<0>)", Whole(d)),
            6 => Put("SIGN(<0>)", Decimal(d)),
            7 => Put("CHAR_LENGTH(<0>)", Text(d)),
            8 => Put("LENGTH(<0>)", Text(d)),
            9 => Put("LOCATE(<0>, <1>)", TextLiteral(), Text(d)),
            10 => Put("INSTR(<0>, <1>)", Text(d), TextLiteral()),
            11 => Put("STRCMP(<0>, <1>)", Text(d), Text(d)),
            12 => Put($"{Pick("YEAR", "MONTH", "DAY", "DAYOFYEAR", "DAYOFWEEK", "WEEKDAY", "QUARTER", "TO_DAYS")}(<0>)", Date(d)),
            13 => Put($"{Pick("HOUR", "MINUTE", "SECOND")}(<0>)", Known(() => Moment(d))),
            14 => Put("DATEDIFF(<0>, <1>)", Date(d), Moment(d)),
            15 => Put($"TIMESTAMPDIFF({Pick(Units)}, <0>, <1>)", Moment(d), Date(d)),
            16 => Put("CAST(<0> AS SIGNED)", Pick(Text(d), Decimal(d))),
            17 => Put("FLOOR(<0>)", DecimalLiteral()),
            18 => Put("CEILING(<0>)", DecimalLiteral()),
            19 => Put("ROUND(<0>, <1>)", WholeLiteral(), Small()),
            20 => Put("FIELD(<0>, <1>, <2>)", TextLiteral(), TextLiteral(), TextLiteral()),
            21 => Put("FIND_IN_SET(<0>, <1>)", TextLiteral(), TextLiteral()),
            22 => Put("ASCII(<0>)", Text(d)),
            23 => Put("WEEK(<0>, <1>)", Date(d), Pick<Both>("0", "1", "2", "3", "4", "5", "6", "7")),
            24 => Condition(d),
            25 => Typed(() => Put("IF(<0>, <1>, <2>)", Condition(d), Whole(d), Whole(d))),
            26 => Typed(() =>
                Put("CASE WHEN <0> THEN <1> WHEN <2> THEN <3> ELSE <4> END", Condition(d), Whole(d), Condition(d), Whole(d), Whole(d))
            ),
            27 => Typed(() => Put("COALESCE(<0>, <1>)", Whole(d), Whole(d))),
            28 => Typed(() => Put($"{Pick("GREATEST", "LEAST")}(<0>, <1>)", Whole(d), Whole(d))),
            29 => Typed(() => Put("NULLIF(<0>, <1>)", Whole(d), Whole(d))),
            _ => Put("(-<0>)", WholeLiteral()),
        };
    }

    private Both Decimal(int depth)
    {
        if (depth <= 0)
            return random.Next(15) == 0 ? "NULLIF(2.50, 2.5)" : DecimalLiteral();
        var d = depth - 1;
        return random.Next(14) switch
        {
            0 => Put("(<0> + <1>)", Decimal(d), Pick(Decimal(d), Whole(d))),
            1 => Put("(<0> - <1>)", Decimal(d), Decimal(d)),
            2 => Put("(<0> * <1>)", Decimal(d), DecimalLiteral()),
            3 => Put("(<0> / <1>)", DecimalLiteral(), random.Next(-50, 1000).ToString(CultureInfo.InvariantCulture)),
            4 => Put("(<0> / <1>)", Pick(Decimal(d), Whole(d)), Pick(Decimal(d), Whole(d))),
            5 => Put("(<0> % <1>)", Decimal(d), DecimalLiteral()),
            6 => Put("ROUND(<0>, <1>)", Typed(() => Decimal(d)), Small()),
            7 => Put("TRUNCATE(<0>, <1>)", Typed(() => Decimal(d)), Small()),
            8 => Put("ABS(<0>)", Decimal(d)),
            9 => Put("CAST(<0> AS DECIMAL(20,4))", Pick(Decimal(d), Text(d))),
            10 => Typed(() => Put("IF(<0>, <1>, <2>)", Condition(d), Decimal(d), Pick(Decimal(d), Whole(d)))),
            11 => Typed(() => Put("COALESCE(<0>, <1>, <2>)", Decimal(d), Whole(d), Decimal(d))),
            12 => Typed(() => Put($"{Pick("GREATEST", "LEAST")}(<0>, <1>)", Decimal(d), Decimal(d))),
            _ => Put("(-<0>)", DecimalLiteral()),
        };
    }

    private Both Double(int depth)
    {
        var d = depth - 1;
        return random.Next(7) switch
        {
            0 => Put("(<0> + <1>)", TextLiteral(), WholeLiteral()),
            1 => Put("(<0> * <1>)", TextLiteral(), DecimalLiteral()),
            2 => Put("SQRT(<0>)", Whole(d)),
            3 => Put("(<0> / <1>)", TextLiteral(), WholeLiteral()),
            4 => Put("CAST(<0> AS DOUBLE)", Pick(TextLiteral(), Decimal(d))),
            5 => Put("ROUND(<0>, <1>)", Put("CAST(<0> AS DOUBLE)", DecimalLiteral()), Pick<Both>("0", "1", "2")),
            _ => Put("(-<0>)", TextLiteral()),
        };
    }

    private Both Text(int depth)
    {
        if (depth <= 0)
            return random.Next(15) == 0 ? "NULL" : TextLiteral();
        var d = depth - 1;
        return random.Next(27) switch
        {
            0 => Put("CONCAT(<0>, <1>)", Text(d), Text(d)),
            1 => Put("CONCAT(<0>, <1>, <2>)", Text(d), Whole(d), Decimal(d)),
            2 => Put("CONCAT_WS(<0>, <1>, <2>, <3>)", TextLiteral(), Text(d), Text(d), Whole(d)),
            3 => Put("SUBSTRING(<0>, <1>, <2>)", Text(d), Small(), Small()),
            4 => Put("SUBSTRING(<0> FROM <1>)", Text(d), Small()),
            5 => Put("LEFT(<0>, <1>)", Text(d), Small()),
            6 => Put("RIGHT(<0>, <1>)", Text(d), Small()),
            7 => Put("REPLACE(<0>, <1>, <2>)", Text(d), TextLiteral(), TextLiteral()),
            8 => Put("TRIM(<0>)", Text(d)),
            9 => Put($"TRIM({Pick("LEADING", "TRAILING", "BOTH")} <0> FROM <1>)", TextLiteral(), Text(d)),
            10 => Put($"{Pick("LTRIM", "RTRIM")}(<0>)", Text(d)),
            11 => Put($"{Pick("UPPER", "LOWER")}(<0>)", Text(d)),
            12 => Put($"{Pick("LPAD", "RPAD")}(<0>, <1>, <2>)", Text(d), Pick<Both>("0", "1", "4", "9"), Pick<Both>("'*'", "'ab'", "'中'")),
            13 => Put("REVERSE(<0>)", Text(d)),
            14 => Put("REPEAT(<0>, <1>)", Text(d), Small()),
            15 => Put("SUBSTRING_INDEX(<0>, <1>, <2>)", Text(d), Pick<Both>("'/'", "','", "'b'", "'-'"), Small()),
            16 => Put($"DATE_FORMAT(<0>, '{Pick(Formats)}')", Pick(Date(d), Moment(d))),
            17 => Put("HEX(<0>)", Text(d)),
            18 => Put("FORMAT(<0>, <1>)", Decimal(d), Pick<Both>("0", "2", "4")),
            19 => Put("CAST(<0> AS CHAR)", Pick(Whole(d), Decimal(d), Date(d), Moment(d))),
            20 => Put("CONCAT(<0>, ' ', <1>)", Date(d), Moment(d)),
            21 => Put("INSERT(<0>, <1>, <2>, <3>)", Text(d), Small(), Small(), TextLiteral()),
            22 => Put("ELT(<0>, <1>, <2>)", Pick<Both>("1", "2", "3"), TextLiteral(), TextLiteral()),
            23 => Put("MD5(<0>)", Text(d)),
            24 => Typed(() => Put("IF(<0>, <1>, <2>)", Condition(d), Text(d), Text(d))),
            25 => Typed(() =>
                Put(
                    "CASE <0> WHEN <1> THEN <2> ELSE <3> END",
                    TextLiteral(),
                    TextLiteral(),
                    Text(d),
                    depth < 4 ? Text(d) : Pick(Text(d), Whole(d), Decimal(d))
                )
            ),
            _ => Typed(() => Put("IFNULL(<0>, <1>)", Text(d), Text(d))),
        };
    }

    private Both Date(int depth)
    {
        var day = Pick(Dates);
        if (depth <= 0)
            return Put("CAST(<0> AS DATE)", Field($"'{day}'", day, quoted: true));
        var d = depth - 1;
        return random.Next(7) switch
        {
            0 => Put("LAST_DAY(<0>)", Pick(Date(d), Moment(d))),
            1 => Put($"DATE_ADD(<0>, INTERVAL <1> {Pick("DAY", "MONTH", "YEAR", "WEEK", "QUARTER")})", Date(d), Small()),
            2 => Put($"DATE_SUB(<0>, INTERVAL <1> {Pick("DAY", "MONTH", "YEAR")})", Date(d), Small()),
            3 => Put("DATE(<0>)", Moment(d)),
            4 => Put("STR_TO_DATE(<0>, '%Y-%m-%d')", Field($"'{day}'", day, quoted: true)),
            5 => Put("(<0> + INTERVAL <1> DAY)", Date(d), Small()),
            _ => _anyDate ? Put("CAST(<0> AS DATE)", TextLiteral()) : Date(0),
        };
    }

    private Both Moment(int depth)
    {
        var moment = $"{Pick(Dates)} {random.Next(24):D2}:{random.Next(60):D2}:{random.Next(60):D2}";
        if (depth <= 0)
            return Put("CAST(<0> AS DATETIME)", Field($"'{moment}'", moment, quoted: true));
        var d = depth - 1;
        return random.Next(5) switch
        {
            0 => Put($"DATE_ADD(<0>, INTERVAL <1> {Pick(Units)})", Moment(d), Small()),
            1 => Put($"(<0> - INTERVAL <1> {Pick("HOUR", "MINUTE", "SECOND")})", Pick(Date(d), Moment(d)), Small()),
            2 => Put("FROM_UNIXTIME(<0>)", random.Next(2_000_000_000).ToString(CultureInfo.InvariantCulture)),
            3 => Put("CAST(<0> AS DATETIME)", _anyDate ? TextLiteral() : Date(d)),
            _ => Put("STR_TO_DATE(<0>, '%Y-%m-%d %H:%i:%s')", Field($"'{moment}'", moment, quoted: true)),
        };
    }

    /// <summary>MariaDB compares a constant that is no date as if it were day 0: see <see cref="Waivers"/>.</summary>
    private Both Condition(int depth) => Known(() => Compare(depth));

    private Both Known(Func<Both> make)
    {
        var before = _anyDate;
        _anyDate = false;
        var made = make();
        _anyDate = before;
        return made;
    }

    private Both Compare(int depth)
    {
        if (depth <= 0)
            return Pick<Both>("TRUE", "FALSE", "NULLIF(1, 1)", "1", "0");
        var d = depth - 1;
        var relation = Pick("=", "<>", "<", "<=", ">", ">=", "<=>");
        return random.Next(19) switch
        {
            0 => Put($"(<0> {relation} <1>)", Whole(d), Whole(d)),
            1 => Put($"(<0> {relation} <1>)", Decimal(d), Pick(Decimal(d), Whole(d))),
            2 => Put($"(<0> {relation} <1>)", Text(d), Text(d)),
            3 => Put($"(<0> {relation} <1>)", TextLiteral(), WholeLiteral()),
            4 => Put($"(<0> {relation} <1>)", Date(d), Date(d)),
            5 => Put($"(<0> {relation} <1>)", Moment(d), Date(d)),
            6 => Put("(<0> AND <1>)", Condition(d), Condition(d)),
            7 => Put("(<0> OR <1>)", Condition(d), Condition(d)),
            8 => Put("(<0> XOR <1>)", Condition(d), Condition(d)),
            9 => Put("(NOT <0>)", Condition(d)),
            10 => Put($"(<0> IS {Pick("", "NOT ")}{Pick("NULL", "TRUE", "FALSE")})", Condition(d)),
            11 => Put(
                $"(<0> {Pick("", "NOT ")}LIKE <1>)",
                Text(d),
                Pick<Both>("'a%'", "'%b%'", "'_'", "'%中_'", "'12\\%'", "'A_C%'", "''")
            ),
            12 => Put($"(<0> {Pick("", "NOT ")}IN (<1>, <2>, <3>))", Whole(d), WholeLiteral(), WholeLiteral(), Pick<Both>("NULL", "3")),
            13 => Put("(<0> IN (<1>, <2>))", Text(d), TextLiteral(), TextLiteral()),
            14 => Put($"(<0> {Pick("", "NOT ")}BETWEEN <1> AND <2>)", Whole(d), WholeLiteral(), WholeLiteral()),
            15 => Put(
                $"(<0> {Pick("", "NOT ")}REGEXP <1>)",
                Text(d),
                Pick<Both>("'^a'", "'[0-9]+'", "'b$'", "'a|中'", "'^$'", "'[[:digit:]]-'", "'(.)\\\\1'")
            ),
            16 => Put("(<0> IS NULL)", Pick(Text(d), Whole(d), Date(d), Decimal(d))),
            17 => Put("ISNULL(<0>)", Text(d)),
            _ => Put("(<0> = <1>)", Date(d), Pick<Both>("'2026-01-31'", "'2024-02-29'")),
        };
    }
}
