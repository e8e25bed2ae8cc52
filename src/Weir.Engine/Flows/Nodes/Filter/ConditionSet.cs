using System.Globalization;
using System.Text.Json;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Filter;

/// <summary>Conditions on one JSON object, compiled: all of them must hold.</summary>
internal sealed class ConditionSet
{
    private readonly PathPlan _paths = new();
    private readonly Rule[] _rules;

    public ConditionSet(string node, IReadOnlyList<Condition> conditions) =>
        _rules = [
            .. conditions.Select(condition => new Rule(
                condition,
                _paths.Add(condition.Path),
                Texts(condition.Value),
                Describe(node, condition)
            )),
        ];

    /// <summary>The first condition that does not hold, or null.</summary>
    public Rule? FirstBroken(ReadOnlySpan<byte> json)
    {
        Span<FieldValue> values = _paths.Count <= 64 ? stackalloc FieldValue[_paths.Count] : new FieldValue[_paths.Count];
        _paths.Extract(json, values);
        foreach (var rule in _rules)
        {
            var value = values[rule.Path];
            if (!Holds(rule, json.Slice(value.Offset, value.Length)))
                return rule;
        }
        return null;
    }

    private static bool Holds(Rule rule, ReadOnlySpan<byte> json)
    {
        var text = FieldWriter.IsEmpty(json) ? null : TextOf(json);
        return rule.Condition.Is switch
        {
            Comparison.Empty => text is null,
            Comparison.NotEmpty => text is not null,
            Comparison.Equals => string.Equals(text, rule.Texts[0], StringComparison.Ordinal),
            Comparison.NotEquals => !string.Equals(text, rule.Texts[0], StringComparison.Ordinal),
            Comparison.In => text is not null && rule.Texts.Contains(text, StringComparer.Ordinal),
            Comparison.NotIn => text is null || !rule.Texts.Contains(text, StringComparer.Ordinal),
            Comparison.Contains => text?.Contains(rule.Texts[0], StringComparison.Ordinal) == true,
            Comparison.NotContains => text?.Contains(rule.Texts[0], StringComparison.Ordinal) != true,
            Comparison.StartsWith => text?.StartsWith(rule.Texts[0], StringComparison.Ordinal) == true,
            Comparison.Less => text is not null && Order(text, rule.Texts[0]) < 0,
            Comparison.AtMost => text is not null && Order(text, rule.Texts[0]) <= 0,
            Comparison.AtLeast => text is not null && Order(text, rule.Texts[0]) >= 0,
            _ => text is not null && Order(text, rule.Texts[0]) > 0,
        };
    }

    private static int Order(string a, string b) =>
        decimal.TryParse(a, NumberStyles.Number, CultureInfo.InvariantCulture, out var left)
        && decimal.TryParse(b, NumberStyles.Number, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : string.CompareOrdinal(a, b);

    private static string TextOf(ReadOnlySpan<byte> json)
    {
        if (json[0] != (byte)'"')
            return System.Text.Encoding.UTF8.GetString(json);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetString() ?? "";
    }

    private static string[] Texts(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select(Text)],
            JsonValueKind.Undefined or JsonValueKind.Null => [],
            _ => [Text(value)],
        };

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Describe(string node, Condition condition)
    {
        var word = JsonNamingPolicy.CamelCase.ConvertName(condition.Is.ToString());
        var value = condition.Value.ValueKind == JsonValueKind.Undefined ? "" : $" {condition.Value.GetRawText()}";
        var path = condition.Lines is { } lines ? $"{lines}.{condition.Path}" : condition.Path;
        return $"rule of '{node}': keep only if {path} {word}{value}";
    }

    /// <summary>One condition.</summary>
    internal sealed record Rule(Condition Condition, int Path, string[] Texts, string Name);
}
