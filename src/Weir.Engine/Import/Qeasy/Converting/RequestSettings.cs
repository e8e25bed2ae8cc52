using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Request fields as settings of an operation: nested as they are, constants with their types, templates mended.</summary>
/// <param name="report">The report.</param>
internal sealed partial class RequestSettings(ImportReport report)
{
    /// <summary>Both lists of a half. What the flow says elsewhere is left out.</summary>
    public YamlGroup Of(SchemeHalf half)
    {
        var settings = new YamlGroup();
        foreach (var field in half.Request.Concat(half.OtherRequest).Where(f => !IsFlattening(f)))
            Add(settings, field, half.Place);
        if (half.PageSize is { } size)
        {
            settings.Note($"原方案每页 {size} 条");
            report.Converted($"{half.Place}.pagination", $"每页 {size} 条，写在注释里；分页由连接器负责");
        }
        return settings;
    }

    /// <summary>True for what some schemes write among the parameters though it is none.</summary>
    public static bool IsFlattening(SchemeField field) => field.Field is "beatFlat" or "flattenConfig";

    public void Add(YamlGroup settings, SchemeField field, string place)
    {
        var at = $"{place}.{field.Field}";
        if (field.Children.Count > 0)
        {
            var inner = new YamlGroup();
            foreach (var child in field.Children)
                Add(inner, child, at);
            Put(settings, field, field.IsList ? new YamlList(inner) : inner, at);
            return;
        }
        if (string.IsNullOrEmpty(field.Value))
        {
            settings.Note($"{field.Caption}：原方案未填");
            return;
        }
        if (field.Value.Contains("PAGINATION_", StringComparison.Ordinal))
        {
            settings.Note($"{field.Caption}：{field.Value}，分页由连接器负责");
            report.Converted(at, "分页参数，由连接器负责", field.Value);
            return;
        }
        Put(settings, field, ValueOf(field, at), at);
    }

    private void Put(YamlGroup settings, SchemeField field, YamlPart value, string at)
    {
        if (settings.Has(field.Field))
        {
            report.Decide(at, "同名参数出现两次", "以后一个非空的为准，请核对", field.Value);
            settings.Set(field.Field, value);
        }
        else
            settings.Add(field.Field, value, string.Equals(field.Label, field.Field, StringComparison.Ordinal) ? null : field.Label);
        if (field.Children.Count == 0)
            report.Converted(at, "接口参数", field.Value);
    }

    private YamlPart ValueOf(SchemeField field, string at)
    {
        var text = TemplateRepair.Mend(field.Value!, told => report.Converted(at, told, field.Value));
        if (text.StartsWith("_function", StringComparison.OrdinalIgnoreCase))
            report.Decide(at, "接口参数里有函数", "确认该连接器在参数里支持表达式，否则改成变量或常量", field.Value);
        else
            text = References.WithSeconds(text);
        if (field.Parser is { } parser)
        {
            if (parser.Names is ["StringToArray"] && !References.Has(text))
                return new YamlList(
                    text.Split(parser.Params is [{ Length: > 0 } by, ..] ? by : ",").Select(part => new YamlString(part.Trim()))
                );
            if (parser.Names is not ["ArrayToString"])
                report.Unsupported(at, "接口参数的 parser 未转换，值按原样传递", parser.Raw);
        }
        return Typed(text, field.Type);
    }

    /// <summary>A constant with the type that the scheme says; everything else as text.</summary>
    public static YamlPart Typed(string text, string? type)
    {
        switch (type?.ToUpperInvariant())
        {
            case "INT" or "INTEGER" or "FLOAT" or "DOUBLE" or "NUMBER" or "DECIMAL" when Number().IsMatch(text):
                return new YamlRaw(text);
            case "BOOL" or "BOOLEAN" when SchemeJson.Truth(text) is { } truth:
                return new YamlRaw(truth ? "true" : "false");
            default:
                return new YamlString(text);
        }
    }

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
