using System.Text.Json;
using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Rules as an expression, and as a script for lines.</summary>
internal static partial class ConditionText
{
    /// <summary>All rules as one expression.</summary>
    public static string Expression(IEnumerable<IReadOnlyList<ConditionRule>> any, Func<ConditionRule, string> path)
    {
        var parts = any.Select(all => string.Join(" AND ", all.Select(rule => Expression(rule, path(rule))))).ToList();
        return parts.Count == 1 ? parts[0] : string.Join(" OR ", parts.Select(part => $"({part})"));
    }

    private static string Expression(ConditionRule rule, string path)
    {
        var field = $"{{{{{path}}}}}";
        // A missing value is none of them and contains nothing: without IFNULL it would be neither true nor false.
        var text = $"IFNULL({field}, '')";
        return rule.Logic switch
        {
            "eq" or "eqv2" => $"{field} = {Literal(rule.Value)}",
            "neq" => $"{text} <> {Literal(rule.Value)}",
            "gt" => $"{field} > {Literal(rule.Value)}",
            "egt" => $"{field} >= {Literal(rule.Value)}",
            "lt" => $"{field} < {Literal(rule.Value)}",
            "elt" => $"{field} <= {Literal(rule.Value)}",
            "like" => $"LOCATE({Quoted(rule.Value)}, {text}) > 0",
            "notlike" => $"LOCATE({Quoted(rule.Value)}, {text}) = 0",
            "in" => $"{field} IN ({string.Join(", ", SchemeJson.Split(rule.Value).Select(Quoted))})",
            "notin" => $"{text} NOT IN ({string.Join(", ", SchemeJson.Split(rule.Value).Select(Quoted))})",
            "between" => Between(rule.Value) is var (low, high) ? $"{field} >= {Literal(low)} AND {field} <= {Literal(high)}" : "FALSE",
            "isnull" => $"{text} = ''",
            _ => $"{text} <> ''",
        };
    }

    /// <summary>Keeps the lines of a list for which all rules hold; the record without lines, or with strict rules a failing one, is dropped.</summary>
    public static string Script(string list, IReadOnlyList<ConditionRule> rules)
    {
        var members = list.Split('.').Select(name => $"[{JsonSerializer.Serialize(name)}]").ToList();
        var owner = string.Concat(members.SkipLast(1).Prepend("record"));
        var tests = string.Join(" && ", rules.Select(rule => $"({Test(rule)})"));
        var drop = rules.Any(r => r.Strict) ? "kept.length < lines.length || kept.length === 0" : "kept.length === 0";
        return string.Join(
            '\n',
            "const text = v => v === null || v === undefined ? '' : String(v);",
            "const compare = (a, b) => a !== '' && !isNaN(a) && !isNaN(b) ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;",
            $"const lines = {owner}{members[^1]} ?? [];",
            $"const kept = lines.filter(line => {tests});",
            $"if ({drop}) return null;",
            $"{owner}{members[^1]} = kept;",
            "return record;"
        );
    }

    private static string Test(ConditionRule rule)
    {
        var value = $"text(line[{JsonSerializer.Serialize(rule.Inner)}])";
        var other = JsonSerializer.Serialize(rule.Value);
        var many = JsonSerializer.Serialize(SchemeJson.Split(rule.Value));
        return rule.Logic switch
        {
            "eq" or "eqv2" => $"{value} === {other}",
            "neq" => $"{value} !== {other}",
            "gt" => $"{value} !== '' && compare({value}, {other}) > 0",
            "egt" => $"{value} !== '' && compare({value}, {other}) >= 0",
            "lt" => $"{value} !== '' && compare({value}, {other}) < 0",
            "elt" => $"{value} !== '' && compare({value}, {other}) <= 0",
            "like" => $"{value}.includes({other})",
            "notlike" => $"!{value}.includes({other})",
            "in" => $"{many}.includes({value})",
            "notin" => $"!{many}.includes({value})",
            "between" => Between(rule.Value) is var (low, high)
                ? $"{value} !== '' && compare({value}, {JsonSerializer.Serialize(low)}) >= 0 && compare({value}, {JsonSerializer.Serialize(high)}) <= 0"
                : "false",
            "isnull" => $"{value} === ''",
            _ => $"{value} !== ''",
        };
    }

    private static (string Low, string High) Between(string value)
    {
        var comma = value.IndexOf(',', StringComparison.Ordinal);
        return comma < 0 ? (value.Trim(), value.Trim()) : (value[..comma].Trim(), value[(comma + 1)..].Trim());
    }

    private static string Literal(string value) =>
        References.Has(value) ? value
        : Number().IsMatch(value) ? value
        : Quoted(value);

    private static string Quoted(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^-?(0|[1-9]\d{0,17})(\.\d+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
