namespace Weir.Engine.Import.Qeasy;

/// <summary>
/// The <c>condition</c> as a filter before the flattening, or behind it where its fields only exist there. A record that is dropped stays in the ledger with
/// the reason; 轻易云 leaves no trace of it.
/// </summary>
/// <param name="conversion">The conversion.</param>
internal sealed class ConditionConversion(Conversion conversion)
{
    private readonly IReadOnlyList<IReadOnlyList<ConditionRule>> _any = conversion.Source.Rule("condition") is { } rules
        ? ConditionRule.Read(rules, conversion.Lists, conversion.Report)
        : [];

    private bool NamesFlattened =>
        _any.SelectMany(all => all)
            .Any(rule => conversion.Source.BeatFlat.Exists(list => rule.Path.StartsWith($"{list}_", StringComparison.Ordinal)));

    /// <summary>Line rules that no filter has a word for: behind the flattening, lines are records.</summary>
    private bool LinesNeedFlattening =>
        _any.Count == 1
        && _any[0].Any(rule => rule is { List: not null, Word: null })
        && _any[0].All(rule => rule.List is null || !rule.Strict && conversion.Source.BeatFlat.Contains(rule.List));

    public bool IsBehindFlattening => conversion.Source.BeatFlat.Count > 0 && (NamesFlattened || LinesNeedFlattening);

    public void Apply()
    {
        if (_any.Count == 0)
            return;
        var count = _any.Sum(all => all.Count);
        var original = conversion.Source.Rule("condition")?.GetRawText();
        if (IsBehindFlattening)
        {
            Node("filter").Add("when", ConditionText.Expression(_any, Flattened));
            conversion.Report.Converted("source.condition", $"过滤 {count} 条规则，放在拍扁之后，因为用到拍扁后的字段", original);
        }
        else if (_any.All(all => all.All(rule => rule.Word is not null)))
        {
            var node = Node("filter");
            if (_any.Count == 1)
                node.Add("keep", List(_any[0]));
            else
                node.Add("anyOf", new YamlList(_any.Select(List)));
            conversion.Report.Converted(
                "source.condition",
                $"过滤 {count} 条规则（{(_any.Count == 1 ? "全部满足" : $"{_any.Count} 组满足其一")}）",
                original
            );
        }
        else if (_any.All(all => all.All(rule => rule.List is null)))
        {
            Node("filter").Add("when", ConditionText.Expression(_any, rule => rule.Path));
            conversion.Report.Converted("source.condition", $"过滤 {count} 条规则，写成表达式", original);
        }
        else if (_any.Count == 1)
            Scripts(original);
        else
            conversion.Report.Unsupported("source.condition", "几组“或”的条件里有对明细行的大小或不包含比较，没有对应的节点", original);
    }

    private void Scripts(string? original)
    {
        var header = _any[0].Where(rule => rule.List is null).ToList();
        if (header.Count > 0)
            Node("filter").Add("when", ConditionText.Expression([header], rule => rule.Path));
        foreach (var lines in _any[0].Where(rule => rule.List is not null).GroupBy(rule => rule.List!, StringComparer.Ordinal))
            conversion
                .AddNode($"keep_{Slug.OrHash(lines.Key)}", "script", $"过滤 {lines.Key} 的行")
                .Add("code", ConditionText.Script(lines.Key, [.. lines]));
        conversion.Report.Converted("source.condition", $"过滤 {_any[0].Count} 条规则；明细行的比较写成脚本", original);
        if (conversion.Source.BeatFlat.Count > 0)
            conversion.Report.Decide(
                "source.condition",
                "脚本节点不能放在拍扁之前",
                "把严格的明细行条件移到源接口的参数里，或先不拍扁",
                original
            );
    }

    private YamlGroup Node(string id) => conversion.AddNode(id, "filter", "数据过滤");

    private static string Flattened(ConditionRule rule) => rule.List is null ? rule.Path : $"{rule.List}_{rule.Inner}";

    private static YamlList List(IReadOnlyList<ConditionRule> all) => new(all.Select(One));

    private static YamlGroup One(ConditionRule rule)
    {
        var group = new YamlGroup();
        if (rule.List is not null)
            group.Add("lines", rule.List);
        group.Add("path", rule.Inner).Add("is", rule.Word);
        if (rule.Word is "in" or "notIn")
            group.Add("value", new YamlList(SchemeJson.Split(rule.Value).Select(v => new YamlString(v))));
        else if (rule.Word is not ("empty" or "notEmpty"))
            group.Add("value", rule.Value);
        if (rule.Strict)
            group.Add("strict", value: true);
        return group;
    }
}
