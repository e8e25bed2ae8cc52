namespace Weir.Engine.Import.Qeasy;

/// <summary>The target's request as the fields of a map: lists bound to lists, groups, fixed single lines.</summary>
/// <param name="conversion">The conversion.</param>
/// <param name="values">Values of single fields.</param>
internal sealed class MapConversion(Conversion conversion, ValueConversion values)
{
    private const string Each = "$each";

    public YamlGroup Fields(IReadOnlyList<SchemeField> fields) => Fields(fields, list: null, prefix: "");

    private YamlGroup Fields(IReadOnlyList<SchemeField> fields, string? list, string prefix)
    {
        var group = new YamlGroup { IsBlock = true };
        foreach (var field in fields)
        {
            var dotted = prefix.Length == 0 ? field.Field : $"{prefix}.{field.Field}";
            if (!ReferenceEquals(field, Winner(fields, field.Field)))
                group.Note($"{field.Caption}：同名字段，未采用的值 {Original(field) ?? "（空）"}");
            else if (field.Children.Count > 0)
                Container(group, field, list, dotted);
            else
                Leaf(group, field, list, dotted);
        }
        foreach (var twice in fields.GroupBy(f => f.Field, StringComparer.Ordinal).Where(g => g.Count() > 1))
            conversion.Report.Decide(
                $"target.{(prefix.Length == 0 ? twice.Key : $"{prefix}.{twice.Key}")}",
                $"字段出现 {twice.Count()} 次，采用最后一个非空的值",
                "核对采用的是哪一个",
                string.Join(" | ", twice.Select(f => Original(f) ?? "（空）"))
            );
        return group;
    }

    /// <summary>Of fields with the same name the last that has a value; names that differ by case are two fields.</summary>
    private static SchemeField Winner(IReadOnlyList<SchemeField> fields, string name)
    {
        var same = fields.Where(f => string.Equals(f.Field, name, StringComparison.Ordinal)).ToList();
        return same.FindLast(f => !string.IsNullOrEmpty(f.Value) || f.Children.Count > 0) ?? same[^1];
    }

    private void Container(YamlGroup group, SchemeField field, string? list, string dotted)
    {
        var place = $"target.{dotted}";
        var binding = IsList(field) ? field.Value?.Trim().Trim('{', '}').Trim() : null;
        if (string.IsNullOrEmpty(binding))
            binding = null;
        if (!IsList(field) && !string.IsNullOrEmpty(field.Value) && !AssetRows.IsFiller(field.Value))
            conversion.Report.Unsupported(place, "对象字段自身的值没有转换，只转换了子字段", field.Value);
        if (field.Parser is not null)
            conversion.Report.Unsupported(place, "带子字段的 parser 没有转换", field.Parser.Raw);
        var inner = Fields(field.Children, binding ?? list, dotted);
        if (inner.IsEmpty)
        {
            group.Note($"{field.Caption}：没有一个子字段有值");
            conversion.Report.Fields.Add(new ImportField(dotted, field.Label, Original(field), null));
            return;
        }
        YamlPart value = inner;
        var result = "对象";
        if (binding is not null)
        {
            inner.Lines.Insert(0, new YamlLine(Each, new YamlString(binding), null));
            result = $"{Each}: {binding}";
        }
        else if (IsList(field))
        {
            value = new YamlList(inner);
            result = "固定一行";
        }
        group.Add(field.Field, value, field.Label);
        Told(field, dotted, result);
    }

    private void Leaf(YamlGroup group, SchemeField field, string? list, string dotted)
    {
        var original = Original(field);
        if (values.Of(field, dotted, list) is not { } value)
        {
            group.Note(string.IsNullOrEmpty(original) ? $"{field.Caption}：原方案未填" : $"{field.Caption}：未转换，原文 {original}");
            conversion.Report.Fields.Add(new ImportField(dotted, field.Label, original, null));
            return;
        }
        var result = YamlDescription.Of(value);
        var comment = string.Equals(field.Label, field.Field, StringComparison.Ordinal) ? null : field.Label;
        if (!string.IsNullOrEmpty(original) && !string.Equals(original, result, StringComparison.Ordinal))
            comment = comment is null ? $"原 {original}" : $"{comment}；原 {original}";
        group.Add(field.Field, value, comment);
        Told(field, dotted, result);
    }

    private void Told(SchemeField field, string dotted, string result)
    {
        var original = Original(field);
        conversion.Report.Converted($"target.{dotted}", result, original);
        conversion.Report.Fields.Add(new ImportField(dotted, field.Label, original, result));
    }

    private static string? Original(SchemeField field) => field.Printed ?? field.Value;

    /// <summary>Printed tables have no types: there a container with a value is a list.</summary>
    private static bool IsList(SchemeField field) => field.IsList || field.Type is null && !string.IsNullOrEmpty(field.Value);
}
