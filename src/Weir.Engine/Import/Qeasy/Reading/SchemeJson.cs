using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Reads members of hand-edited JSON, where any of them may have another kind than it should.</summary>
internal static class SchemeJson
{
    /// <summary>The value as text: text, number and truth value as they are written; null for everything else.</summary>
    public static string? Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };

    /// <summary>True if a value is a list or group where a single value was expected.</summary>
    public static bool IsComposite(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    /// <summary>A truth value, also as text or number.</summary>
    public static bool? Truth(JsonElement value) => Truth(Text(value));

    /// <summary>A truth value written as text or number.</summary>
    public static bool? Truth(string? text) =>
        text?.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "1" or "YES" => true,
            "FALSE" or "0" or "NO" => false,
            _ => null,
        };

    /// <summary>The texts of a list; a single text with commas counts as a list.</summary>
    public static IReadOnlyList<string> Texts(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(Text).OfType<string>()],
            JsonValueKind.String or JsonValueKind.Number => Split(Text(value)),
            _ => [],
        };

    /// <summary>A list written as one text: separated by commas, or as JSON.</summary>
    public static IReadOnlyList<string> Split(string? text) =>
        (text ?? "")
            .Trim()
            .Trim('[', ']')
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Trim('"', '\''))
            .Where(part => part.Length > 0)
            .ToList();

    /// <summary>A member of a group, or null when there is none or it is not a group.</summary>
    public static JsonElement? Member(JsonElement group, string name) =>
        group.ValueKind == JsonValueKind.Object && group.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>The text of a member of a group.</summary>
    public static string? MemberText(JsonElement group, string name) => Member(group, name) is { } value ? Text(value) : null;
}
