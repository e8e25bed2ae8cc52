using System.Text;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Stages;

/// <summary>A key made of texts and paths, such as <c>{{billNo}}-{{item.lineNo}}</c>.</summary>
internal sealed class KeyTemplate
{
    private readonly PathPlan _paths = new();
    private readonly (byte[] Text, int Path)[] _parts;

    public KeyTemplate(string template) =>
        _parts = [
            .. Template
                .Parse(template, out _)
                .Select(part =>
                    part.Kind == TemplatePartKind.Path
                        ? (Array.Empty<byte>(), _paths.Add(part.Text))
                        : (Encoding.UTF8.GetBytes(part.Text), -1)
                ),
        ];

    /// <summary>What is wrong with a template, or null.</summary>
    public static string? Problem(string template)
    {
        var parts = Template.Parse(template, out var problem);
        if (problem is not null)
            return problem;
        if (!parts.Any(part => part.Kind == TemplatePartKind.Path))
            return "a key needs a path, such as {{id}}: without one all documents would have the same key";
        return
            parts.FirstOrDefault(part => part.Kind is not (TemplatePartKind.Text or TemplatePartKind.Path) || part.Format is not null)
                is { } odd
            ? $"'{odd.Text}' cannot stand in a key: a key is made of texts and plain paths, so that it is the same whenever the record is read"
            : null;
    }

    /// <summary>The paths of a template that was checked.</summary>
    public static IEnumerable<string> PathsOf(string template) =>
        Template.Parse(template, out _).Where(part => part.Kind == TemplatePartKind.Path).Select(part => part.Text);

    /// <summary>Appends the key of a record, or says why there is none.</summary>
    /// <param name="record">The record.</param>
    /// <param name="output">Takes the key.</param>
    /// <param name="takesEmpty">True if a value may be missing; it gives nothing then.</param>
    public string? Write(ReadOnlySpan<byte> record, Utf8Output output, bool takesEmpty)
    {
        Span<FieldValue> values = _paths.Count <= 32 ? stackalloc FieldValue[_paths.Count] : new FieldValue[_paths.Count];
        _paths.Extract(record, values);
        foreach (var (text, path) in _parts)
        {
            if (path < 0)
            {
                output.Add(text);
                continue;
            }
            var json = record.Slice(values[path].Offset, values[path].Length);
            if (ValueText.IsNested(json))
                return $"'{_paths.Paths[path]}' of the key is a list or group, not a text or number";
            var before = output.Length;
            ValueText.Write(json, output);
            if (output.Length == before && !takesEmpty)
                return $"'{_paths.Paths[path]}' of the key is {(json.IsEmpty ? "missing" : "empty")}";
        }
        return null;
    }
}
