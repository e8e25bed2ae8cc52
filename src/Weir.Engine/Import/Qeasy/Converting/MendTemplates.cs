namespace Weir.Engine.Import.Qeasy;

/// <summary>Mends the values of the target's fields before anything looks at them, and tells what was done.</summary>
internal static class MendTemplates
{
    public static void Apply(Conversion conversion)
    {
        var fields = SchemeHalf.All(conversion.Target.Request).ToList();
        if (conversion.Scheme.BracesLost)
            RestoreBraces(conversion, fields);
        foreach (var field in fields.Where(f => !string.IsNullOrEmpty(f.Value)))
            Change(
                field,
                TemplateRepair.Mend(
                    field.Value!,
                    told => conversion.Report.Decide($"target.{field.Field}", told, "核对这个字段的值", field.Printed ?? field.Value)
                )
            );
    }

    private static void RestoreBraces(Conversion conversion, List<SchemeField> fields)
    {
        var restorer = new BraceRestorer(conversion.Target, conversion.KingdeeSource);
        foreach (var field in fields)
            Change(field, restorer.Restore(field));
        if (restorer.Guesses.Count > 0)
            conversion.Report.Decide(
                "target.request",
                $"公开页面去掉了花括号，字段引用与常量看不出区别，{restorer.Guesses.Count} 个值按命名习惯推断",
                "逐个核对：应是字段的补上 {{}}，应是常量的去掉",
                string.Join("\n", restorer.Guesses.Select(g => $"{g.Field}: {g.Printed} → {g.Result}"))
            );
    }

    private static void Change(SchemeField field, string value)
    {
        if (string.Equals(field.Value ?? "", value, StringComparison.Ordinal))
            return;
        field.Printed ??= field.Value;
        field.Value = value;
    }
}
