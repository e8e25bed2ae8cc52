using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>
/// <c>formatResponse</c>: new fields beside the old ones. A map builds a record anew, so it lists every field that the rest of the flow refers to.
/// </summary>
internal static class ShapeConversion
{
    public static void Apply(Conversion conversion)
    {
        if (conversion.Source.Rule("formatResponse") is not { } rules)
            return;
        if (rules.ValueKind != JsonValueKind.Array)
        {
            conversion.Report.Unsupported("source.formatResponse", "应是列表", rules.GetRawText());
            return;
        }
        var shaped = new List<(string New, string Text, string Original)>();
        foreach (var (index, rule) in rules.EnumerateArray().Index())
        {
            var at = $"source.formatResponse[{index}]";
            var (old, name) = (SchemeJson.MemberText(rule, "old"), SchemeJson.MemberText(rule, "new"));
            if (string.IsNullOrWhiteSpace(old) || string.IsNullOrWhiteSpace(name))
                conversion.Report.Unsupported(at, "缺少 old 或 new", rule.GetRawText());
            else if (TextOf(old, SchemeJson.MemberText(rule, "format") ?? "", Argument(rule)) is { } text)
            {
                shaped.Add((name, text, rule.GetRawText()));
                conversion.Report.Converted(at, $"{name} = {text}", rule.GetRawText());
            }
            else
                conversion.Report.Unsupported(
                    at,
                    $"格式 '{SchemeJson.MemberText(rule, "format")}' 没有对应的表达式，字段 {name} 为空",
                    rule.GetRawText()
                );
        }
        if (shaped.Count == 0)
            return;
        var fields = new YamlGroup { IsBlock = true };
        foreach (var name in Kept(conversion).Where(name => !shaped.Exists(s => string.Equals(s.New, name, StringComparison.Ordinal))))
            fields.Add(name, $"{{{{{name}}}}}");
        foreach (var (name, text, original) in shaped)
            fields.Set(name, new YamlString(text));
        conversion.AddNode("shaped", "map", "格式转换 formatResponse").Add("fields", fields);
        conversion.Report.Decide(
            "source.formatResponse",
            "格式转换写成一个映射节点，只传递列出的字段",
            "核对 shaped 节点：后面要用而没有列出的字段请补上",
            string.Join(", ", fields.Lines.Select(l => l.Key))
        );
    }

    private static string? Argument(JsonElement rule) =>
        SchemeJson.MemberText(rule, "params") ?? SchemeJson.MemberText(rule, "n") ?? SchemeJson.MemberText(rule, "sep");

    private static string? TextOf(string old, string format, string? argument)
    {
        var field = $"{{{{{old}}}}}";
        // Both round(2) and round with a parameter beside it occur.
        var open = format.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && format.EndsWith(')'))
            (argument, format) = (format[(open + 1)..^1].Trim('\'', '"', ' '), format[..open]);
        return format.Trim() switch
        {
            "date" => $"{{{{{old}|date}}}}",
            "time" => $"_function DATE_FORMAT({field}, '%H:%i:%s')",
            "dateTime" => $"_function DATE_FORMAT({field}, '%Y-%m-%d %H:%i')",
            "shortDate" => $"_function DATE_FORMAT({field}, '%m-%d')",
            "shortTime" => $"_function DATE_FORMAT({field}, '%H:%i')",
            "shortDateTime" => $"_function DATE_FORMAT({field}, '%m-%d %H:%i')",
            "intval" => $"_function TRUNCATE({field}, 0)",
            "round" => $"_function ROUND({field}, {Whole(argument, "2")})",
            "amount" => $"_function CONCAT('￥', FORMAT({field}, 2))",
            "longText" =>
                $"_function IF(CHAR_LENGTH({field}) > {Whole(argument, "15")}, CONCAT(LEFT({field}, {Whole(argument, "15")}), '...'), {field})",
            "implode" => $"_function GROUP_CONCAT({field} SEPARATOR '{(argument ?? ",").Replace("'", "''", StringComparison.Ordinal)}')",
            _ => null,
        };
    }

    private static string Whole(string? text, string otherwise) =>
        text is { Length: > 0 and < 4 } && text.All(char.IsAsciiDigit) ? text : otherwise;

    /// <summary>Top-level fields that the rest of the flow can refer to; what flattening makes comes from its list.</summary>
    private static IEnumerable<string> Kept(Conversion conversion)
    {
        var half = conversion.Source;
        var used = SchemeHalf
            .All(conversion.Target.Request)
            .SelectMany(f => References.In(f.Value).Append(f.IsList && f.Children.Count > 0 ? f.Value?.Trim('{', '}') ?? "" : ""))
            .Concat(half.Response.Select(f => f.Field))
            .Concat(half.BeatFlat)
            .Concat(Grouped(conversion))
            .Concat(Conditions(half))
            .Concat(References.In(half.Id))
            .Append(half.Id is { } id && !id.Contains('{', StringComparison.Ordinal) ? id : "");
        return used.Select(path => path.Split('.', '[')[0])
            .Select(name => half.BeatFlat.Find(list => name.StartsWith($"{list}_", StringComparison.Ordinal)) ?? name)
            .Where(name => name.Length > 0 && !string.Equals(name, GroupName(conversion), StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>The list that the merging makes: no field of the source.</summary>
    private static string? GroupName(Conversion conversion) =>
        conversion.Target.Rule("groupCalculate") is { } rule ? SchemeJson.MemberText(rule, "bodyName")
        : StageConversion.Operation(conversion.Target) is { } operation ? SchemeJson.MemberText(operation, "bodyName")
        : null;

    private static IEnumerable<string> Grouped(Conversion conversion)
    {
        var rule = conversion.Target.Rule("groupCalculate") ?? StageConversion.Operation(conversion.Target);
        if (rule is not { ValueKind: JsonValueKind.Object } group)
            return [];
        var names = ((string[])["headerGroup", "bodyGroup", "field", "header", "body", "bodySum"]).SelectMany(key =>
            SchemeJson.Member(group, key) is { } value ? SchemeJson.Texts(value) : []
        );
        return SchemeJson.Member(group, "calculate") is { ValueKind: JsonValueKind.Object } calculate
            ? names.Concat(calculate.EnumerateObject().Select(field => field.Name))
            : names;
    }

    /// <summary>Fields of rules that stand behind the flattening.</summary>
    private static IEnumerable<string> Conditions(SchemeHalf half) =>
        half.BeatFlat.Count == 0 || half.Rule("condition") is not { ValueKind: JsonValueKind.Array } any
            ? []
            : any.EnumerateArray()
                .SelectMany(all => all.ValueKind == JsonValueKind.Array ? all.EnumerateArray() : Enumerable.Repeat(all, 1))
                .Select(rule => SchemeJson.MemberText(rule, "field") ?? "");
}
