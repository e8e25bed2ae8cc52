using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Texts that are cut into lists (StringToArray): the expression language has no function for it, so a script does it before the map.</summary>
internal sealed class SplitScript
{
    private readonly List<string> _lines = [];

    /// <summary>Adds one, and gives the reference to its result.</summary>
    /// <param name="path">What is cut.</param>
    /// <param name="separator">Where.</param>
    /// <param name="list">The list whose element it belongs to, or null.</param>
    public string Add(string path, string separator, string? list)
    {
        var inLine = list is not null && path.StartsWith($"{list}.", StringComparison.Ordinal);
        var inner = inLine ? path[(list!.Length + 1)..] : path;
        var name = $"split_{inner.Replace('.', '_')}";
        var cut = $"parts({Member(inLine ? "line" : "record", inner)}, {JsonSerializer.Serialize(separator)})";
        var line = inLine
            ? $"for (const line of {Member("record", list!)} ?? []) line[{JsonSerializer.Serialize(name)}] = {cut};"
            : $"record[{JsonSerializer.Serialize(name)}] = {cut};";
        if (!_lines.Contains(line, StringComparer.Ordinal))
            _lines.Add(line);
        return inLine ? $"{{{{{list}.{name}}}}}" : $"{{{{{name}}}}}";
    }

    public void Apply(Conversion conversion)
    {
        if (_lines.Count == 0)
            return;
        const string parts =
            "const parts = (v, by) => v === null || v === undefined || v === '' ? [] : String(v).split(by).map(p => p.trim());";
        conversion.AddNode("split_texts", "script", "文本拆成列表").Add("code", string.Join('\n', [parts, .. _lines, "return record;"]));
    }

    private static string Member(string owner, string path) =>
        owner + string.Concat(path.Split('.').Select(name => $"?.[{JsonSerializer.Serialize(name)}]"));
}
