namespace Weir.Engine.Import.Qeasy;

/// <summary>The value of a target field: constant, template, expression or lookup, with table, default, parser and type.</summary>
/// <param name="conversion">The conversion.</param>
/// <param name="lookups">Lookups that were hoisted.</param>
/// <param name="parsers">Parsers.</param>
internal sealed class ValueConversion(Conversion conversion, LookupConversion lookups, ParserConversion parsers)
{
    private const string FunctionWord = "_function";

    /// <summary>The value as it stands in the map; null when it is empty, or could not be converted, which is told.</summary>
    /// <param name="field">The field.</param>
    /// <param name="dotted">Its name with those around it.</param>
    /// <param name="list">The list whose element it belongs to, or null.</param>
    public YamlPart? Of(SchemeField field, string dotted, string? list)
    {
        var place = $"target.{dotted}";
        var text = field.Value ?? "";
        if (text.Length == 0 && string.IsNullOrEmpty(field.Default))
            return null;
        if (lookups.Hoist(text, list, place) is not { } hoisted)
            return null;
        text = hoisted;
        // A list is copied when it is bound without fields of its own; scheme values name it without braces.
        if (field.IsList && field.Parser is null && References.In(text).FirstOrDefault() is null && IsPath(text))
            text = $"{{{{{text}}}}}";
        if (text.StartsWith(FunctionWord, StringComparison.OrdinalIgnoreCase))
            text = Expression(text, place);
        else
            text = References.WithSeconds(text);
        if (text.Contains("{random}", StringComparison.Ordinal))
            conversion.Report.Decide(place, "值里有随机数：重发时每次都不同，目标认不出是同一张单据", "换成来源的主键或单号", text);
        TellOtherLists(text, list, place);
        var value = text.Length == 0 ? null : Cast(text, field.Type);
        value = WithTable(field, value, place);
        if (!string.IsNullOrEmpty(field.Default))
            value = value is null ? Cast(field.Default, field.Type) : WithDefault(field, value);
        return value is null ? null : parsers.Apply(value, field, dotted, list);
    }

    /// <summary>
    /// Every expression of an import goes through here, with its text as it is but for the word in front: a syntactic check belongs here.
    /// </summary>
    private string Expression(string text, string place)
    {
        var body = text[FunctionWord.Length..].Trim();
        if (body.Length == 0)
            conversion.Report.Decide(place, "函数是空的", "补上表达式或删去这个字段", text);
        else
            CheckExpression($"{FunctionWord} {body}", place);
        return $"{FunctionWord} {body}";
    }

    private void CheckExpression(string text, string place)
    {
        try
        {
            Mapping.ValuePlan.Compile(text);
        }
        catch (Mapping.Expressions.ExpressionException e)
        {
            conversion.Report.Decide(
                place,
                $"表达式不能编译：{e.Problem}（第 {e.At + 1} 个字符）",
                "按提示改正；原平台会把表达式文本本身当作值写入",
                text
            );
        }
    }

    private YamlPart Cast(string text, string? type)
    {
        if (!References.Has(text))
            return RequestSettings.Typed(text, type);
        var path = References.Only(text);
        return (type?.ToUpperInvariant(), path) switch
        {
            ("DATE", not null) => new YamlString(References.WithFormat(text, "date")),
            ("DATETIME", not null) => new YamlString(References.WithFormat(text, "datetime")),
            ("TIMESTAMP", not null) => new YamlString(References.WithFormat(text, "timestamp")),
            // 金蝶's connector knows the kinds of its fields; others are given what the scheme says.
            ("INT" or "INTEGER", not null) when !conversion.KingdeeTarget => new YamlString($"{FunctionWord} TRUNCATE({text}, 0)"),
            ("FLOAT" or "DOUBLE" or "DECIMAL" or "NUMBER", not null) when !conversion.KingdeeTarget => new YamlString(
                $"{FunctionWord} {text} + 0"
            ),
            _ => new YamlString(text),
        };
    }

    private YamlPart? WithTable(SchemeField field, YamlPart? value, string place)
    {
        if (field.Mapping is not { } mapping || value is null)
            return value;
        var name = Slug.OrHash(mapping.Target);
        if (mapping.Reverse)
            name = $"{name}-reverse";
        if (!conversion.Tables.Has(name))
        {
            var file = $"tables/{Slug.OrHash(mapping.Target)}.csv";
            conversion.Files[file] = "a_value,a_label,b_value,b_label\n";
            var table = new YamlGroup().Add("file", file);
            if (mapping.Reverse)
                table.Add("reverse", value: true);
            conversion.Tables.Add(name, table, $"静态映射 {mapping.Target}");
            conversion.Report.Decide(
                place,
                $"静态映射表 '{mapping.Target}' 的内容不在方案里",
                $"把导出的表存为 {file}；查不到的键是单据的错误，要给默认值时在这个字段写 $default",
                mapping.Raw
            );
        }
        return new YamlGroup().Add("$value", value).Add("$table", name);
    }

    private static YamlGroup WithDefault(SchemeField field, YamlPart value)
    {
        var group = value as YamlGroup ?? new YamlGroup().Add("$value", value);
        return group.Add("$default", RequestSettings.Typed(field.Default!, field.Type));
    }

    /// <summary>A path into a list of which the field is no part gives several values, or none.</summary>
    private void TellOtherLists(string text, string? list, string place)
    {
        if (list is null || text.StartsWith(FunctionWord, StringComparison.Ordinal))
            return;
        var declared = conversion.Source.Response.Where(f => f.IsObject).Select(f => f.Field).ToHashSet(StringComparer.Ordinal);
        foreach (var path in References.In(text).Where(p => p.Contains('.', StringComparison.Ordinal)))
        {
            var root = path[..path.IndexOf('.', StringComparison.Ordinal)];
            if (
                !path.StartsWith($"{list}.", StringComparison.Ordinal)
                && !list.StartsWith($"{root}.", StringComparison.Ordinal)
                && !declared.Contains(root)
            )
                conversion.Report.Decide(
                    place,
                    $"行绑定在 {list} 上，却引用了 {root} 的字段",
                    "若它是另一个明细列表，改成按键匹配的联查，或换成本行的字段",
                    text
                );
        }
    }

    private static bool IsPath(string text) => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.');
}
