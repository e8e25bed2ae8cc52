using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Writes YAML with comments, as a person would.</summary>
internal sealed partial class YamlWriter
{
    private const int LongestComment = 300;
    private const int LongestFlowLine = 120;
    private readonly StringBuilder _out = new();

    public static string Write(YamlGroup root)
    {
        var writer = new YamlWriter();
        writer.Group(root, 0, firstIndented: true);
        return writer._out.ToString();
    }

    private void Group(YamlGroup group, int indent, bool firstIndented)
    {
        var isFirst = true;
        foreach (var line in group.Lines)
        {
            if (!isFirst || firstIndented)
                _out.Append(' ', indent);
            isFirst = false;
            if (line.Key is null)
                _out.Append("# ").Append(OneLine(line.Comment ?? "")).Append('\n');
            else
            {
                _out.Append(Scalar(line.Key)).Append(':');
                Value(line.Value!, indent, line.Comment);
            }
        }
    }

    private void Value(YamlPart value, int indent, string? comment)
    {
        switch (value)
        {
            case YamlGroup { Lines.Count: 0 }:
                Inline(" {}", comment);
                break;
            case YamlGroup group when Flow(group) is { } flow:
                Inline($" {flow}", comment);
                break;
            case YamlGroup group when group.IsEmpty:
                Inline(" {}", comment);
                foreach (var line in group.Lines)
                    _out.Append(' ', indent + 2).Append("# ").Append(OneLine(line.Comment ?? "")).Append('\n');
                break;
            case YamlGroup group:
                Inline("", comment);
                Group(group, indent + 2, firstIndented: true);
                break;
            case YamlList list when Flow(list) is { } flow:
                Inline($" {flow}", comment);
                break;
            case YamlList list:
                Inline("", comment);
                Items(list, indent + 2);
                break;
            case YamlString { Text: var text } when IsBlock(text):
                Inline(" |-", comment);
                foreach (var line in text.Split('\n'))
                    _out.Append(' ', line.Length == 0 ? 0 : indent + 2).Append(line).Append('\n');
                break;
            default:
                Inline($" {Leaf(value)}", comment);
                break;
        }
    }

    private void Items(YamlList list, int indent)
    {
        foreach (var item in list.Items)
        {
            _out.Append(' ', indent).Append('-');
            if (item is YamlGroup { Lines: [{ Key: not null }, ..] } group && Flow(group) is null)
            {
                _out.Append(' ');
                Group(group, indent + 2, firstIndented: false);
            }
            else
                Value(item, indent, comment: null);
        }
    }

    private void Inline(string text, string? comment)
    {
        _out.Append(text);
        if (!string.IsNullOrWhiteSpace(comment))
            _out.Append("  # ").Append(OneLine(comment));
        _out.Append('\n');
    }

    private static string? Flow(YamlPart part)
    {
        var text = part switch
        {
            YamlList { Items.Count: 0 } => "[]",
            YamlList list
                when list.Items.TrueForAll(i => i is YamlString or YamlRaw && !Leaf(i).Contains('\n', StringComparison.Ordinal)) =>
                $"[{string.Join(", ", list.Items.Select(FlowLeaf))}]",
            YamlGroup { Lines.Count: > 0 and < 5, IsBlock: false } group
                when group.Lines.TrueForAll(l =>
                    l is { Key: not null, Comment: null, Value: YamlString or YamlRaw or YamlList { Items.Count: < 10 } }
                ) => FlowGroup(group),
            _ => null,
        };
        return text is { Length: < LongestFlowLine } ? text : null;
    }

    private static string? FlowGroup(YamlGroup group)
    {
        var parts = new List<string>();
        foreach (var line in group.Lines)
        {
            var value = line.Value is YamlList list ? Flow(list) : FlowLeaf(line.Value!);
            if (value is null)
                return null;
            parts.Add($"{Scalar(line.Key!)}: {value}");
        }
        return $"{{ {string.Join(", ", parts)} }}";
    }

    private static string FlowLeaf(YamlPart part) =>
        part is YamlString text && text.Text.Contains('\n', StringComparison.Ordinal) ? Quoted(text.Text) : Leaf(part);

    private static string Leaf(YamlPart part) =>
        part switch
        {
            YamlRaw raw => raw.Text,
            YamlString text => Scalar(text.Text),
            _ => throw new InvalidOperationException($"{part.GetType().Name} is no leaf."),
        };

    private static string Scalar(string text) => Plain().IsMatch(text) && !Reserved().IsMatch(text) ? text : Quoted(text);

    /// <summary>Several lines are readable as a block; what a block would change is quoted.</summary>
    private static bool IsBlock(string text) =>
        text.Contains('\n', StringComparison.Ordinal)
        && text.Length < 4000
        && text[0] is not (' ' or '\t' or '\n')
        && text[^1] is not ('\n' or ' ')
        && !text.Contains(" \n", StringComparison.Ordinal)
        && text.All(c => c == '\n' || !MustEscape(c));

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                _ when MustEscape(c) => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }
        return quoted.Append('"').ToString();
    }

    private static bool MustEscape(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff';

    /// <summary>A comment may not end its line early.</summary>
    internal static string OneLine(string text)
    {
        var flat = string.Concat(
                text.Select(c =>
                    c is '\n' ? ' '
                    : MustEscape(c) ? ' '
                    : c
                )
            )
            .Trim();
        if (flat.Length <= LongestComment)
            return flat;
        var cut = char.IsHighSurrogate(flat[LongestComment - 1]) ? LongestComment - 1 : LongestComment;
        return $"{flat[..cut]}…";
    }

    [GeneratedRegex(@"^[\p{L}_$][\p{L}\p{N}_\-./]*$", RegexOptions.None, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(true|false|null|yes|no|on|off|y|n|nan|inf)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reserved();
}
