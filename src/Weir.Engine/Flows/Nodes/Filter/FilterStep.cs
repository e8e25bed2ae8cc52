using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Flows.Nodes.Filter;

/// <summary>A compiled filter.</summary>
internal sealed class FilterStep : IStep
{
    private readonly string _node;
    private readonly ConditionPlan? _when;
    private readonly Alternative[] _alternatives;

    public FilterStep(string node, FilterSettings settings, StaticTables? tables = null)
    {
        _node = node;
        _when = settings.When is { } when ? ConditionPlan.Compile(when, tables) : null;
        _alternatives =
            settings.AnyOf.Count > 0 ? [.. settings.AnyOf.Select(list => new Alternative(node, list))]
            : settings.Keep.Count > 0 ? [new Alternative(node, settings.Keep)]
            : [];
    }

    public StepResult Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        try
        {
            if (_when?.Holds(record, context) == false)
                return new StepResult(Written: false, $"rule of '{_node}': keep only if {_when.Text}");
        }
        catch (ExpressionException e)
        {
            throw new MapException($"{_node}.when", e.Message);
        }
        if (_alternatives.Length == 0)
            return StepResult.Same;
        string? reason = null;
        foreach (var alternative in _alternatives)
        {
            reason = alternative.Look(record, out var cuts);
            if (reason is null)
                return Write(record, cuts, output);
        }
        return new StepResult(
            Written: false,
            _alternatives.Length == 1 ? reason : $"rule of '{_node}': none of its {_alternatives.Length} lists of conditions holds"
        );
    }

    private static StepResult Write(ReadOnlySpan<byte> record, List<Cut>? cuts, Utf8Output output)
    {
        if (cuts is not { Count: > 0 })
            return StepResult.Same;
        var at = 0;
        foreach (var cut in cuts.OrderBy(cut => cut.Offset))
        {
            output.Add(record[at..cut.Offset]);
            output.Add((byte)'[');
            foreach (var (index, element) in cut.Kept.Index())
            {
                if (index > 0)
                    output.Add((byte)',');
                output.Add(record.Slice(element.Offset, element.Length));
            }
            output.Add((byte)']');
            at = cut.Offset + cut.Length;
        }
        output.Add(record[at..]);
        return StepResult.New;
    }

    /// <summary>A list of conditions, on the record and on elements of its lists.</summary>
    private sealed class Alternative(string node, IReadOnlyList<Condition> conditions)
    {
        private readonly ConditionSet _record = new(node, [.. conditions.Where(c => c.Lines is null)]);
        private readonly LineRules[] _lines =
        [
            .. conditions
                .Where(c => c.Lines is not null)
                .GroupBy(c => c.Lines!, StringComparer.Ordinal)
                .Select(group => new LineRules(node, group.Key, [.. group])),
        ];

        public string? Look(ReadOnlySpan<byte> record, out List<Cut>? cuts)
        {
            cuts = null;
            if (_record.FirstBroken(record) is { } broken)
                return broken.Name;
            foreach (var lines in _lines)
                if (lines.Look(record, cuts ??= []) is { } reason)
                    return reason;
            return null;
        }
    }
}
