using System.Globalization;
using System.Text.Json;

namespace Weir.Sandbox.Kingdee;

/// <summary>Turns the JSON of one field into its value, as strictly as the vendor: a reference must be wrapped, a plain field must not.</summary>
internal sealed class FieldReader(KingdeeState state, bool verifyBaseData, List<Problem> problems)
{
    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss.fff",
        "yyyy-MM-dd HH:mm:ss.fff",
        "yyyy-MM-dd HH:mm",
        "yyyy/M/d",
        "yyyy/M/d H:mm:ss",
    ];

    public object? Read(Field field, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return null;
        if (field.Kind == FieldKind.Base)
            return Reference(field, json);
        if (json.ValueKind == JsonValueKind.Array && field.Kind == FieldKind.Text)
            return MultiLanguage(field, json);
        if (JsonValues.Text(json) is not { } text)
            return Wrong(field, json);
        return field.Kind switch
        {
            FieldKind.Int => text.Length == 0 ? null
            : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var i) ? i
            : Wrong(field, json),
            FieldKind.Decimal => text.Length == 0 ? null
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d
            : Wrong(field, json),
            FieldKind.Bool => text.ToUpperInvariant() switch
            {
                "TRUE" or "1" => true,
                "FALSE" or "0" or "" => false,
                _ => Wrong(field, json),
            },
            FieldKind.Date => text.Length == 0 ? null
            : ParseDate(text) is { } date ? date
            : Wrong(field, json),
            _ => text,
        };
    }

    public static DateTime? ParseDate(string text) =>
        DateTime.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>
    /// <c>{"FNumber":…}</c>, or the same by name, user or internal id; the key's case does not matter.
    /// An empty text clears the field: whether the vendor takes that too is not known.
    /// </summary>
    private object? Reference(Field field, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String && json.GetString()!.Length == 0)
            return null;
        if (json.ValueKind != JsonValueKind.Object)
            return Wrong(field, json);
        foreach (var property in json.EnumerateObject())
        {
            if (JsonValues.Text(property.Value) is not { } value)
                return property.Value.ValueKind == JsonValueKind.Null ? null : Wrong(field, json);
            if (value.Length == 0 || (By(property.Name) is "id" && value is "0"))
                return null;
            if (state.Resolve(field.Lookup!, By(property.Name), value) is { } item)
                return item;
            // Without the check the field silently stays empty, and the error is a missing required field, if any.
            if (verifyBaseData)
                problems.Add(new Problem($"编码值[\"{value}\"]不存在", MsgCode.NotExisting, field.Key));
            return null;
        }
        return null;
    }

    private static string By(string key) =>
        key.ToUpperInvariant() switch
        {
            "FNAME" or "NAME" => "name",
            "ID" or "FID" or "FMASTERID" => "id",
            _ => "number",
        };

    private object? MultiLanguage(Field field, JsonElement json)
    {
        string? first = null;
        foreach (var item in json.EnumerateArray())
        {
            if (JsonValues.Text(item, "Value") is not { } text)
                return Wrong(field, json);
            if (JsonValues.Text(item, "Key") is "2052")
                return text;
            first ??= text;
        }
        return first;
    }

    private object? Wrong(Field field, JsonElement json)
    {
        var kind =
            json.ValueKind == JsonValueKind.Object ? "JObject"
            : json.ValueKind == JsonValueKind.Array ? "JArray"
            : "JValue";
        var message = $"ResolveFiled_InnerEx 解析字段{field.Key}({field.Name})出错，值类型{kind}与字段类型不符";
        problems.Add(new Problem(message, MsgCode.Failure, field.Key));
        return null;
    }
}
