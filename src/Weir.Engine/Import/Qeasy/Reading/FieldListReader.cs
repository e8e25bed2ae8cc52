using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Reads the fields of a request or response: a list of groups, or a group of groups by field name.</summary>
internal static class FieldListReader
{
    public static List<SchemeField> Read(JsonElement json, string place, List<Leftover> leftovers)
    {
        var fields = new List<SchemeField>();
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var (index, item) in json.EnumerateArray().Index())
                    if (ReadField(item, name: null, $"{place}[{index}]", leftovers) is { } field)
                        fields.Add(field);
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                    if (ReadField(member.Value, member.Name, $"{place}.{member.Name}", leftovers) is { } field)
                        fields.Add(field);
                break;
            case JsonValueKind.Null:
                break;
            default:
                leftovers.Add(new Leftover(place, json.GetRawText(), "这里应是字段列表"));
                break;
        }
        return FieldNesting.Nest(fields);
    }

    private static SchemeField? ReadField(JsonElement json, string? name, string place, List<Leftover> leftovers)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            // In a group by field name, the value alone may stand there.
            if (name is not null && !SchemeJson.IsComposite(json))
                return new SchemeField { Field = name, Value = SchemeJson.Text(json) };
            leftovers.Add(new Leftover(place, json.GetRawText(), "这里应是一个字段"));
            return null;
        }
        var wire = SchemeJson.MemberText(json, "field") ?? name ?? SchemeJson.MemberText(json, "id");
        if (string.IsNullOrWhiteSpace(wire))
        {
            leftovers.Add(new Leftover(place, json.GetRawText(), "字段没有名称"));
            return null;
        }
        var field = new SchemeField { Field = wire.Trim() };
        foreach (var member in json.EnumerateObject())
            if (member.Value.ValueKind != JsonValueKind.Null)
                Set(field, member, $"{place}.{member.Name}", leftovers);
        return field;
    }

    private static void Set(SchemeField field, JsonProperty member, string place, List<Leftover> leftovers)
    {
        switch (member.Name)
        {
            case "children":
                field.Children.AddRange(Read(member.Value, place, leftovers));
                return;
            case "parser":
                if (ParserOf(member.Value) is { } parser)
                    field.Parser = parser;
                else if (SchemeJson.Text(member.Value) is not "")
                    leftovers.Add(new Leftover(place, member.Value.GetRawText(), "无法识别的 parser"));
                return;
            case "mapping":
                field.Mapping = MappingOf(member.Value);
                if (field.Mapping is null && member.Value.GetRawText() is not ("{}" or "[]" or "\"\""))
                    leftovers.Add(new Leftover(place, member.Value.GetRawText(), "无法识别的静态映射"));
                return;
            case "value" when SchemeJson.IsComposite(member.Value):
                // A constant list or group: kept as its JSON text.
                field.Value = member.Value.GetRawText();
                return;
        }
        var text = SchemeJson.Text(member.Value);
        Action<string?>? set = member.Name switch
        {
            "field" or "id" => _ => { },
            "label" => t => field.Label = t?.Trim(),
            "type" => t => field.Type = t?.Trim(),
            "value" => t => field.Value = t,
            "default" => t => field.Default = t,
            "is_required" or "required" => t => field.Required = SchemeJson.Truth(t) == true,
            "describe" or "description" => t => field.Describe = t,
            "parent" => t => field.Parent = t,
            "sourceLabel" => t => field.SourceLabel = t,
            "no" => t => field.No = t,
            "parentNo" => t => field.ParentNo = t,
            _ => null,
        };
        if (set is null)
            leftovers.Add(new Leftover(place, member.Value.GetRawText(), "字段的未知键"));
        else if (SchemeJson.IsComposite(member.Value))
            leftovers.Add(new Leftover(place, member.Value.GetRawText(), "这里应是文本"));
        else
            set(text);
    }

    private static FieldParser? ParserOf(JsonElement json)
    {
        var names = json.ValueKind == JsonValueKind.String ? json.GetString() : SchemeJson.MemberText(json, "name");
        if (string.IsNullOrWhiteSpace(names))
            return null;
        var parameters = new List<string>();
        foreach (var key in (string[])["params", "param", "params1", "params2"])
            if (SchemeJson.Member(json, key) is { } value)
                parameters.AddRange(
                    value.ValueKind == JsonValueKind.Array ? SchemeJson.Texts(value) : [SchemeJson.Text(value) ?? value.GetRawText()]
                );
        return new FieldParser(
            names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            parameters,
            json.GetRawText()
        );
    }

    private static FieldMapping? MappingOf(JsonElement json)
    {
        var target = json.ValueKind == JsonValueKind.Object ? SchemeJson.MemberText(json, "target") : SchemeJson.Text(json);
        if (string.IsNullOrWhiteSpace(target))
            return null;
        var direction = SchemeJson.MemberText(json, "direction") ?? "positive";
        return new FieldMapping(
            target.Trim(),
            direction.Contains("neg", StringComparison.OrdinalIgnoreCase) || direction is "reverse",
            json.GetRawText()
        );
    }
}
