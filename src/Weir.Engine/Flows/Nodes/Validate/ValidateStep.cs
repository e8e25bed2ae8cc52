using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NJsonSchema;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Nodes.Validate;

/// <summary>A compiled validation.</summary>
internal sealed class ValidateStep : IStep
{
    private const int MostTold = 20;
    private readonly string _node;
    private readonly PathPlan _paths = new();
    private readonly int[] _required;
    private readonly (int Path, RangeSettings Range)[] _ranges;
    private readonly (int Path, Regex Pattern)[] _patterns;
    private readonly JsonSchema? _schema;

    public ValidateStep(string node, ValidateSettings settings)
    {
        _node = node;
        _required = [.. settings.Required.Select(_paths.Add)];
        _ranges = [.. settings.Ranges.Select(r => (_paths.Add(r.Key), r.Value))];
        _patterns = [.. settings.Patterns.Select(p => (_paths.Add(p.Key), ValidateNode.Pattern(p.Value)))];
        _schema = ValidateNode.SchemaOf(settings);
    }

    public StepResult Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        var wrong = new List<string>();
        Span<FieldValue> values = _paths.Count <= 64 ? stackalloc FieldValue[_paths.Count] : new FieldValue[_paths.Count];
        _paths.Extract(record, values);
        foreach (var path in _required)
            if (FieldWriter.IsEmpty(record.Slice(values[path].Offset, values[path].Length)))
                wrong.Add($"{_paths.Paths[path]} is empty");
        foreach (var (path, range) in _ranges)
            if (OutOf(range, record.Slice(values[path].Offset, values[path].Length)) is { } problem)
                wrong.Add($"{_paths.Paths[path]} {problem}");
        foreach (var (path, pattern) in _patterns)
            if (Misses(pattern, record.Slice(values[path].Offset, values[path].Length)) is { } problem)
                wrong.Add($"{_paths.Paths[path]} {problem}");
        if (_schema is not null)
            try
            {
                foreach (var error in _schema.Validate(Encoding.UTF8.GetString(record)))
                    wrong.Add($"{error.Path ?? "#"}: {error.Kind}");
            }
            catch (RegexMatchTimeoutException e)
            {
                wrong.Add($"the schema's pattern {e.Pattern} could not be matched within {e.MatchTimeout.TotalMilliseconds:0} ms");
            }
        if (wrong.Count == 0)
            return StepResult.Same;
        var more = wrong.Count > MostTold ? $"; and {wrong.Count - MostTold} more" : "";
        return new StepResult(Written: false, $"rule of '{_node}': {string.Join("; ", wrong.Take(MostTold))}{more}");
    }

    private static string? OutOf(RangeSettings range, ReadOnlySpan<byte> json)
    {
        if (FieldWriter.IsEmpty(json))
            return null;
        var digits = json[0] == (byte)'"' ? json[1..^1] : json;
        if (!decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return $"is not a number: {FieldWriter.Shorten(json)}";
        if (number < range.Min)
            return string.Create(CultureInfo.InvariantCulture, $"is {number}, less than {range.Min}");
        return number > range.Max ? string.Create(CultureInfo.InvariantCulture, $"is {number}, more than {range.Max}") : null;
    }

    private static string? Misses(Regex pattern, ReadOnlySpan<byte> json)
    {
        if (FieldWriter.IsEmpty(json))
            return null;
        string text;
        if (json[0] == (byte)'"')
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            text = reader.GetString()!;
        }
        else
            text = Encoding.UTF8.GetString(json);
        try
        {
            return pattern.IsMatch(text) ? null : $"does not match {pattern}: {FieldWriter.Shorten(json)}";
        }
        catch (RegexMatchTimeoutException)
        {
            return $"could not be matched with {pattern} within {ValidateNode.PatternLimit.TotalMilliseconds:0} ms";
        }
    }
}
