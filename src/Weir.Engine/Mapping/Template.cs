namespace Weir.Engine.Mapping;

/// <summary>A piece of a template: text, a path, or a variable.</summary>
/// <param name="Text">The text, the path or the name of the variable.</param>
/// <param name="Kind">Which of them.</param>
/// <param name="Format">What follows <c>|</c> or a blank, for example <c>datetime</c>; null if nothing does.</param>
public sealed record TemplatePart(string Text, TemplatePartKind Kind, string? Format = null);

/// <summary>Kind of a template's piece.</summary>
public enum TemplatePartKind
{
    /// <summary>Literal text.</summary>
    Text,

    /// <summary>A path into the record.</summary>
    Path,

    /// <summary>A variable of the run, such as LAST_SYNC_TIME.</summary>
    Variable,
}

/// <summary>Reads <c>{{path}}</c>, <c>{{VARIABLE|format}}</c>, <c>{{VARIABLE format}}</c> and the text between them.</summary>
public static class Template
{
    /// <summary>Variables a template may use.</summary>
    public static readonly IReadOnlyList<string> Variables = ["LAST_SYNC_TIME", "CURRENT_TIME"];

    /// <summary>Formats a variable or path may have.</summary>
    public static readonly IReadOnlyList<string> Formats = ["datetime", "date", "timestamp"];

    /// <summary>Splits a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    public static IReadOnlyList<TemplatePart> Parse(string text, out string? problem)
    {
        problem = null;
        var parts = new List<TemplatePart>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0)
                break;
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                problem = $"'{{{{' at character {open + 1} is never closed by '}}}}'";
                return parts;
            }
            if (open > at)
                parts.Add(new TemplatePart(text[at..open], TemplatePartKind.Text));
            if (ParsePart(text[(open + 2)..close], out problem) is not { } part)
                return parts;
            parts.Add(part);
            at = close + 2;
        }
        if (at < text.Length)
            parts.Add(new TemplatePart(text[at..], TemplatePartKind.Text));
        return parts;
    }

    private static TemplatePart? ParsePart(string inside, out string? problem)
    {
        problem = null;
        var trimmed = inside.Trim();
        var cut = trimmed.IndexOfAny(['|', ' ']);
        var name = cut < 0 ? trimmed : trimmed[..cut].Trim();
        var format = cut < 0 ? null : trimmed[(cut + 1)..].Trim().TrimStart('|').Trim().ToLowerInvariant();
        if (name.Length == 0)
        {
            problem = "'{{}}' names nothing; write {{path}}";
            return null;
        }
        if (format is not null && !Formats.Contains(format, StringComparer.Ordinal))
        {
            problem =
                $"'{format}' is not a format; known are {string.Join(", ", Formats)}{Sdk.Settings.DidYouMean.Suffix(format, Formats)}";
            return null;
        }
        if (Variables.Contains(name, StringComparer.Ordinal))
            return new TemplatePart(name, TemplatePartKind.Variable, format ?? "datetime");
        if (name.Contains("..", StringComparison.Ordinal) || name[0] == '.' || name[^1] == '.')
        {
            problem = $"'{name}' is not a path; write a.b";
            return null;
        }
        return new TemplatePart(name, TemplatePartKind.Path, format);
    }
}
