namespace Weir.Engine.Import.Qeasy;

/// <summary>Turns a scheme into a flow and a report.</summary>
internal static class FlowConverter
{
    /// <param name="scheme">The scheme.</param>
    /// <param name="file">Name of the file, for the report.</param>
    /// <param name="name">Name of the flow.</param>
    /// <param name="flowNames">Flow names of schemes by their UUID.</param>
    public static ImportedFlow Convert(Scheme scheme, string file, string name, IReadOnlyDictionary<string, string> flowNames)
    {
        StageConversion.CollectFlattening(scheme.Source);
        var guesses = new List<(string Field, string Text)>();
        if (AssetRows.IsOld(scheme.Target))
            AssetRows.Nest(scheme.Target, (field, text) => guesses.Add((field, text)));
        var conversion = new Conversion(scheme, flowNames);
        foreach (var (field, text) in guesses)
            conversion.Report.Decide($"target.{field}", text, "核对层级与绑定的列表");
        if (
            AssetRows.IsOld(scheme.Target)
            && SchemeHalf.All(scheme.Target.Request).Count(f => AssetRows.IsFiller(f.Value)) is > 0 and var fillers
        )
            conversion.Report.Decide(
                "target.request",
                $"旧版资产用 1 填充空格，{fillers} 个字段的值是 1",
                "核对哪些是真的 1，其余删去",
                string.Join(", ", SchemeHalf.All(scheme.Target.Request).Where(f => AssetRows.IsFiller(f.Value)).Select(f => f.Field))
            );
        MendTemplates.Apply(conversion);
        SourceConversion.Apply(conversion);
        var condition = new ConditionConversion(conversion);
        if (!condition.IsBehindFlattening)
            condition.Apply();
        ShapeConversion.Apply(conversion);
        StageConversion.Flatten(conversion);
        if (condition.IsBehindFlattening)
            condition.Apply();
        StageConversion.Group(conversion);
        TargetConversion.Apply(conversion);
        TriggerConversion.Apply(conversion);
        Remainders.Tell(conversion);
        return new ImportedFlow(
            file,
            name,
            scheme.Title ?? name,
            YamlWriter.Write(Root(conversion, name)),
            conversion.Report,
            conversion.Files
        )
        {
            About = About(scheme),
        };
    }

    private static YamlGroup Root(Conversion conversion, string name)
    {
        var scheme = conversion.Scheme;
        var root = new YamlGroup()
            .Note("由 weir import qeasy 从轻易云方案生成；要决定的事项见 report.md")
            .Add("name", name)
            .Add("title", scheme.Title ?? name);
        root.Add("description", $"{Side(scheme.Source)} → {Side(scheme.Target)}{(scheme.StrategyId is { } id ? $"；原方案 {id}" : "")}");
        if (!conversion.Triggers.IsEmpty)
            root.Add("triggers", conversion.Triggers);
        if (!conversion.Tables.IsEmpty)
            root.Add("tables", conversion.Tables);
        return root.Add("nodes", conversion.Nodes);
    }

    private static string Side(SchemeHalf half) =>
        string.Join(" ", new[] { half.Platform ?? "未知平台", half.ApiName ?? half.Api }.Where(text => text is not null));

    private static List<string> About(Scheme scheme)
    {
        var about = new List<string> { $"源：{Side(scheme.Source)}", $"目标：{Side(scheme.Target)}" };
        if (scheme.Source.Cron is { } cron)
            about.Add($"源调度：{cron}");
        if (scheme.Source.Rule("condition") is not null)
            about.Add("有数据过滤");
        if (scheme.Source.BeatFlat.Count > 0)
            about.Add($"拍扁：{string.Join("、", scheme.Source.BeatFlat)}");
        if (scheme.StrategyId is { } id)
            about.Add($"方案 id：{id}");
        about.AddRange(scheme.Notes);
        return about;
    }
}
