namespace Weir.Engine.Import.Qeasy;

/// <summary>Fields that must not be empty (is_required): checked on the record, before the map.</summary>
internal static class RequiredConversion
{
    public static void Apply(Conversion conversion)
    {
        var paths = new List<string>();
        foreach (var field in conversion.Target.Request.Where(f => f.Required && f.Children.Count == 0))
            if (References.Only(field.Value) is { } path)
                paths.Add(path);
            else if (References.Has(field.Value) || string.IsNullOrEmpty(field.Value) && string.IsNullOrEmpty(field.Default))
                conversion.Report.Decide(
                    $"target.{field.Field}",
                    string.IsNullOrEmpty(field.Value) ? "必填字段没有值" : "必填字段的值由几部分算出，空值检查没有转换",
                    string.IsNullOrEmpty(field.Value) ? "补上值，或确认目标允许为空" : "需要时在 validate 节点里检查算式用到的字段",
                    field.Value
                );
        foreach (
            var field in conversion
                .Target.Request.SelectMany(f => SchemeHalf.All(f.Children))
                .Where(f => f.Required && f.Children.Count == 0)
        )
            conversion.Report.Decide(
                $"target.{field.Field}",
                "明细行的必填检查没有转换",
                "由目标系统检查，或在 validate 节点的 schema 里写明",
                field.Value
            );
        if (paths.Count == 0)
            return;
        var required = paths.Distinct(StringComparer.Ordinal).ToList();
        conversion.AddNode("required", "validate", "必填校验").Add("required", new YamlList(required.Select(path => new YamlString(path))));
        conversion.Report.Converted("target.is_required", $"必填校验：{string.Join("、", required)}");
    }
}
