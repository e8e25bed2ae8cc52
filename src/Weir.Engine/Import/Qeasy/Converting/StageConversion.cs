using System.Globalization;
using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Flattening (拍扁) and merging (合并): what turns the source's records into documents.</summary>
internal static class StageConversion
{
    /// <summary>Lists to flatten stand at the top, or among the parameters.</summary>
    public static void CollectFlattening(SchemeHalf half)
    {
        foreach (var field in half.OtherRequest.Concat(half.Request).Where(RequestSettings.IsFlattening))
            half.BeatFlat.AddRange(SchemeJson.Split(field.Value).Concat(field.Children.Select(c => c.Value ?? c.Field)));
        var distinct = half.BeatFlat.Select(name => name.Trim()).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        half.BeatFlat.Clear();
        half.BeatFlat.AddRange(distinct);
    }

    public static void Flatten(Conversion conversion)
    {
        var waiting = new List<string>(conversion.Source.BeatFlat);
        for (var round = 1; waiting.Count > 0; round++)
        {
            // A list in a list exists only once the outer one has been flattened: goodsDetail, then goodsDetail_goodsDelivery.
            var now = waiting.Where(list => !waiting.Exists(outer => list.StartsWith($"{outer}_", StringComparison.Ordinal))).ToList();
            waiting.RemoveAll(now.Contains);
            conversion
                .AddNode(
                    round == 1 ? "flatten" : $"flatten{round.ToString(CultureInfo.InvariantCulture)}",
                    "flatten",
                    $"拍扁 {string.Join("、", now)}"
                )
                .Add("arrays", new YamlList(now.Select(list => new YamlString(list))))
                .Add("first", 0);
            conversion.Report.Converted("source.beatFlat", $"拍扁 {string.Join("、", now)}，主键后缀从 -0 起", string.Join(", ", now));
        }
    }

    public static void Group(Conversion conversion)
    {
        if (conversion.Target.Rule("groupCalculate") is { } calculate)
            GroupCalculate(conversion, calculate);
        else if (Operation(conversion.Target) is { } operation && SchemeJson.MemberText(operation, "method") is "merge")
            Merge(conversion, operation);
    }

    /// <summary>The operation; API pages print it with one wrapper more.</summary>
    public static JsonElement? Operation(SchemeHalf half)
    {
        var operation = half.Rule("operation");
        while (operation is { } outer && SchemeJson.Member(outer, "operation") is { } inner)
            operation = inner;
        return operation is { ValueKind: JsonValueKind.Object } ? operation : null;
    }

    private static void GroupCalculate(Conversion conversion, JsonElement rule)
    {
        if (rule.ValueKind != JsonValueKind.Object)
        {
            conversion.Report.Unsupported("target.groupCalculate", "应是一组键值", rule.GetRawText());
            return;
        }
        var header = SchemeJson.Member(rule, "headerGroup") is { } h ? SchemeJson.Texts(h) : [];
        var body = SchemeJson.Member(rule, "bodyGroup") is { } b ? SchemeJson.Texts(b) : [];
        var name = SchemeJson.MemberText(rule, "bodyName") ?? "items";
        var calculate = new YamlGroup();
        if (SchemeJson.Member(rule, "calculate") is { ValueKind: JsonValueKind.Object } fields)
            foreach (var field in fields.EnumerateObject())
                calculate.Add(field.Name, (SchemeJson.Text(field.Value) ?? "first").TrimStart('$'));
        var most =
            int.TryParse(SchemeJson.MemberText(rule, "bodyMaxLine"), NumberStyles.None, CultureInfo.InvariantCulture, out var lines)
            && lines > 0
                ? lines
                : (int?)null;
        Add(conversion, header, body, name, most, calculate);
        conversion.Report.Converted(
            "target.groupCalculate",
            $"合并：按 {string.Join("、", header)} 成单，按 {string.Join("、", body)} 成行",
            rule.GetRawText()
        );
        foreach (var member in rule.EnumerateObject())
            if (member.Name is not ("headerGroup" or "bodyGroup" or "bodyName" or "targetBodyName" or "bodyMaxLine" or "calculate"))
                conversion.Report.Unsupported($"target.groupCalculate.{member.Name}", "未知的键", member.Value.GetRawText());
        TellLost(conversion, [.. header, name], [.. body, .. calculate.Lines.Select(l => l.Key!)], name);
    }

    private static void Merge(Conversion conversion, JsonElement rule)
    {
        IReadOnlyList<string> Texts(string key) => SchemeJson.Member(rule, key) is { } value ? SchemeJson.Texts(value) : [];
        var sum = Texts("bodySum");
        var header = Texts("field").Concat(Texts("header")).Distinct(StringComparer.Ordinal).ToList();
        var body = Texts("body").Except(sum, StringComparer.Ordinal).ToList();
        var name = SchemeJson.MemberText(rule, "bodyName") ?? "items";
        var calculate = new YamlGroup();
        foreach (var field in sum)
            calculate.Add(field, "sum");
        var node = Add(conversion, header, body, name, most: null, calculate);
        node.Add("key", string.Join("-", Texts("field").Select(field => $"{{{{{field}}}}}")));
        conversion.Report.Converted(
            "target.operation",
            $"合并：{string.Join("、", Texts("field"))} 相同的成一单，明细在 {name}",
            rule.GetRawText()
        );
        // 轻易云 makes a line of every record; only with sums does it put equal ones together.
        if (sum.Count == 0)
            node.Add("everyRecord", value: true);
        TellLost(conversion, [.. header, name], [.. body, .. sum], name);
    }

    private static YamlGroup Add(
        Conversion conversion,
        IReadOnlyList<string> header,
        IReadOnlyList<string> body,
        string name,
        int? most,
        YamlGroup calculate
    )
    {
        var node = conversion
            .AddNode("group", "group", "合并")
            .Add("header", new YamlList(header.Select(f => new YamlString(f))))
            .Add("body", new YamlList(body.Select(f => new YamlString(f))))
            .Add("bodyName", name);
        if (most is { } lines)
            node.Add("maxLines", lines);
        if (!calculate.IsEmpty)
            node.Add("calculate", calculate);
        conversion.Lists.Add(name);
        return node;
    }

    /// <summary>Fields that are neither grouped nor calculated are gone behind the group: the trap users fall into.</summary>
    private static void TellLost(Conversion conversion, HashSet<string> header, HashSet<string> lines, string name)
    {
        var lost = SchemeHalf
            .All(conversion.Target.Request)
            .SelectMany(f => References.In(f.Value))
            .Where(path =>
                path.StartsWith($"{name}.", StringComparison.Ordinal)
                    ? !lines.Contains(path[(name.Length + 1)..])
                    : !header.Contains(path.Split('.')[0])
            )
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (lost.Count > 0)
            conversion.Report.Decide(
                "target.groupCalculate",
                "合并之后不再有这些字段，而映射引用了它们",
                "加入 header、body 或 calculate",
                string.Join(", ", lost)
            );
    }
}
