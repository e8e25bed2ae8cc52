using System.Globalization;
using System.Text.Json;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Filter;

/// <summary>A compiled filter.</summary>
internal sealed class FilterStep : IStep
{
    private readonly PathPlan _paths = new();
    private readonly Rule[] _rules;

    public FilterStep(string node, IReadOnlyList<Condition> conditions)
    {
        _rules =
        [
            .. conditions.Select(condition => new Rule(
                condition,
                _paths.Add(condition.Path),
                Texts(condition.Value),
                Describe(node, condition)
            )),
        ];
    }

    public StepResult Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        Span<FieldValue> values = stackalloc FieldValue[_paths.Count];
        _paths.Extract(record, values);
        foreach (var rule in _rules)
        {
            var value = values[rule.Path];
            if (!Holds(rule, record.Slice(value.Offset, value.Length)))
                return new StepResult(Written: false, rule.Name);
        }
        return StepResult.Same;
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
            Comparison.StartsWith => text?.StartsWith(rule.Texts[0], StringComparison.Ordinal) == true,
            Comparison.Less => text is not null && Order(text, rule.Texts[0]) < 0,
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
        return $"rule of '{node}': keep only if {condition.Path} {word}{value}";
    }

    private sealed record Rule(Condition Condition, int Path, string[] Texts, string Name);
}
