using System.Text.Json;
using Weir.Sdk.Connectors;

namespace Weir.Connectors.Kingdee;

/// <summary>Reads the answer of QueryBusinessInfo; several of its keys are known from one source or from memory (reference §5.5), so all are optional.</summary>
internal static class KingdeeBusinessInfo
{
    private const string Head = "FBillHead";

    /// <summary>The form, or null when the answer describes none.</summary>
    public static KingdeeForm? Read(string formId, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (Get(document.RootElement, "Result") is not { } result)
            return null;
        var info = Get(result, "NeedReturnData") ?? result;
        if (Get(info, "Entrys") is not { ValueKind: JsonValueKind.Array } entries)
            return null;
        var fields = new List<FieldDescription>();
        var pk = Text(info, "PkFieldName");
        foreach (var entry in entries.EnumerateArray())
        {
            var key = Text(entry, "Key") ?? "";
            var isHead = key.Length == 0 || string.Equals(key, Head, StringComparison.OrdinalIgnoreCase);
            if (isHead)
                pk ??= Text(entry, "EntryPkFieldName");
            else
                // A sub-head and an entry look the same here; the static tables tell those that are objects.
                fields.Add(
                    new FieldDescription(key, FieldKind.Array, Label(entry) ?? key) { IgnoreCase = true, Origin = "QueryBusinessInfo" }
                );
            if (Get(entry, "Fields") is { ValueKind: JsonValueKind.Array } list)
                foreach (var field in list.EnumerateArray())
                    if (Field(field, isHead ? "" : key + ".") is { } described)
                        fields.Add(described);
        }
        var key0 = string.IsNullOrEmpty(pk) ? null : pk;
        return key0 is null ? null : new KingdeeForm(formId, Label(info) ?? formId, key0, Number(key0), fields);
    }

    private static string Number(string pk) => string.Equals(pk, "FID", StringComparison.OrdinalIgnoreCase) ? "FBillNo" : "FNumber";

    private static FieldDescription? Field(JsonElement field, string prefix)
    {
        if (Text(field, "Key") is not { Length: > 0 } key)
            return null;
        var refers = LookUp(field);
        var kind = refers is not null ? FieldKind.Reference : Kind(field);
        return new FieldDescription(prefix + key, kind, Label(field) ?? key)
        {
            Required = Get(field, "MustInput") is { } must && must.ToString() is "1" or "True" or "true",
            Wrap = refers is null ? null : Wrap(refers),
            Refers = refers,
            IgnoreCase = true,
            Origin = "QueryBusinessInfo",
        };
    }

    private static string Wrap(string refers) =>
        string.Equals(refers, "SEC_User", StringComparison.OrdinalIgnoreCase) ? "FUserID" : "FNumber";

    /// <summary>
    /// FieldType is an SQL type. It tells dates, decimals and long text; varchar, char and whole numbers may hold the id of a reference.
    /// </summary>
    private static FieldKind Kind(JsonElement field) =>
        Get(field, "FieldType")?.ToString() switch
        {
            "61" or "58" or "40" or "42" => FieldKind.DateTime,
            "106" or "108" or "60" or "62" => FieldKind.Number,
            "231" or "239" or "99" => FieldKind.Text,
            _ => FieldKind.Any,
        };

    /// <summary>The form a reference points into: any key that begins with LookUp, as text or as an object with FormId or Id.</summary>
    private static string? LookUp(JsonElement field)
    {
        foreach (var member in field.EnumerateObject())
        {
            if (!member.Name.StartsWith("LookUp", StringComparison.OrdinalIgnoreCase))
                continue;
            var text =
                member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()
                : member.Value.ValueKind == JsonValueKind.Object ? Text(member.Value, "FormId") ?? Text(member.Value, "Id")
                : null;
            if (!string.IsNullOrWhiteSpace(text))
                return text;
        }
        return null;
    }

    /// <summary>The Chinese name, or the first.</summary>
    private static string? Label(JsonElement element)
    {
        if (Get(element, "Name") is not { } name)
            return null;
        if (name.ValueKind == JsonValueKind.String)
            return name.GetString();
        if (name.ValueKind != JsonValueKind.Array)
            return null;
        string? first = null;
        foreach (var item in name.EnumerateArray())
        {
            var value = Text(item, "Value");
            first ??= value;
            if (Get(item, "Key")?.ToString() is "2052")
                return value ?? first;
        }
        return first;
    }

    private static string? Text(JsonElement element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Get(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in element.EnumerateObject())
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        return null;
    }
}
