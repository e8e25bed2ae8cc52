using System.Globalization;

namespace Weir.Engine.Import.Qeasy;

/// <summary>
/// Looks into other schemes (联查), hoisted out of the values they stand in: one lookup node for each other scheme and condition, done per batch and not once
/// per use.
/// </summary>
/// <param name="conversion">The conversion.</param>
internal sealed class LookupConversion(Conversion conversion)
{
    private readonly List<Node> _nodes = [];

    /// <summary>Replaces the lookups of a value by references to what lookup nodes take; null when one cannot be converted, which is told.</summary>
    /// <param name="text">The value.</param>
    /// <param name="list">The list whose element the value belongs to, or null.</param>
    /// <param name="place">Where it stands.</param>
    public string? Hoist(string text, string? list, string place)
    {
        for (var at = 0; ; )
        {
            var call = FindCall.Next(text, at, out var problem);
            if (problem is not null)
            {
                conversion.Report.Unsupported(place, problem, text);
                return null;
            }
            if (call is null)
                return text;
            var lines =
                list is not null
                && call.Where.Any(w => References.In(w.Value).Any(path => path.StartsWith($"{list}.", StringComparison.Ordinal)))
                    ? list
                    : null;
            var name = Take(call, lines);
            var reference = lines is null ? $"{{{{{name}}}}}" : $"{{{{{lines}.{name}}}}}";
            text = $"{text[..call.Start]}{reference}{text[call.End..]}";
            at = call.Start + reference.Length;
        }
    }

    private string Take(FindCall call, string? lines)
    {
        var node = NodeOf(call, lines);
        var name = $"{node.Id}_{call.Field.Replace('.', '_')}";
        node.Take[name] = call.Field;
        return name;
    }

    private Node NodeOf(FindCall call, string? lines)
    {
        var known = _nodes.Find(n =>
            string.Equals(n.Scheme, call.Scheme, StringComparison.OrdinalIgnoreCase)
            && string.Equals(n.Lines, lines, StringComparison.Ordinal)
            && n.Where.SequenceEqual(call.Where)
        );
        if (known is null)
            _nodes.Add(
                known = new Node($"find{(_nodes.Count + 1).ToString(CultureInfo.InvariantCulture)}", call.Scheme, lines, call.Where)
            );
        return known;
    }

    /// <summary>Adds the nodes; the values that use them were converted before.</summary>
    public void Apply()
    {
        foreach (var node in _nodes)
        {
            var flow = conversion.FlowOf(node.Scheme);
            var where = new YamlGroup();
            foreach (var (field, value) in node.Where)
                where.Set(field, new YamlString(value));
            var take = new YamlGroup();
            foreach (var (name, field) in node.Take)
                take.Add(name, field);
            var yaml = conversion.AddNode(node.Id, "lookup", $"联查 {string.Join("、", node.Take.Values)}");
            yaml.Add("flow", flow ?? node.Scheme, flow is null ? "待改：该方案导入后的 flow 名" : $"原方案 {node.Scheme}");
            if (node.Lines is not null)
                yaml.Add("lines", node.Lines);
            yaml.Add("where", where).Add("take", take).Add("missing", "hold", "原方案查不到时给空值");
        }
        foreach (var scheme in _nodes.GroupBy(n => n.Scheme, StringComparer.OrdinalIgnoreCase))
            Tell(scheme.Key, [.. scheme]);
    }

    private void Tell(string scheme, IReadOnlyList<Node> nodes)
    {
        var uses = string.Join("、", nodes.Select(n => n.Id));
        var where = string.Join(
            " | ",
            nodes.Select(n => $"{string.Join(", ", n.Take.Values)} where {string.Join(" ", n.Where.Select(w => $"{w.Field}={w.Value}"))}")
        );
        if (conversion.FlowOf(scheme) is { } flow)
            conversion.Report.Decide(
                $"lookup {scheme}",
                $"{uses} 联查同批导入的 {flow}；查不到时挂起等待（原方案给空值）",
                "先运行被查的 flow；若允许为空，改成 missing: default",
                where
            );
        else
            conversion.Report.Decide(
                $"lookup {scheme}",
                $"{uses} 联查另一个方案 {scheme}，它在 Weir 里的名字未知；查不到时挂起等待（原方案给空值）",
                "把该方案一起导入，或把 flow 改成它的名字，也可换成静态表或接口查询；若允许为空，改成 missing: default",
                where
            );
    }

    private sealed record Node(string Id, string Scheme, string? Lines, IReadOnlyList<(string Field, string Value)> Where)
    {
        public Dictionary<string, string> Take { get; } = new(StringComparer.Ordinal);
    }
}
