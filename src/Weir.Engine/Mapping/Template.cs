using System.Globalization;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Settings;

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
    /// <summary>What a text that is an expression begins with.</summary>
    public const string FunctionWord = "_function";

    /// <summary>Written with single braces, as some schemes do.</summary>
    private const string Random = "{random}";

    /// <summary>Variables a template may use; <c>n</c> is a number.</summary>
    public static IReadOnlyList<string> Variables => RunVariable.Names;

    /// <summary>Formats a variable or path may have.</summary>
    public static readonly IReadOnlyList<string> Formats = ["datetime", "date", "timestamp", "timestamp_ms"];

    /// <summary>
    /// True if a text is an expression: <c>_function</c> and white space, or <c>_function</c> and right behind it the name of a function.
    /// </summary>
    /// <param name="text">The text of a mapping value.</param>
    /// <param name="start">Where the expression begins.</param>
    public static bool IsExpression(string text, out int start)
    {
        start = FunctionWord.Length;
        if (!text.StartsWith(FunctionWord, StringComparison.Ordinal) || text.Length == start)
            return false;
        if (char.IsWhiteSpace(text[start]))
            return true;
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        return end > start && end < text.Length && FunctionTable.BeginsExpression(text[start..end], text[end]);
    }

    /// <summary>Splits a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    public static IReadOnlyList<TemplatePart> Parse(string text, out string? problem) => Parse(text, out problem, out _);

    /// <summary>Splits a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    /// <param name="at">Character, from 0, at which it is wrong.</param>
    public static IReadOnlyList<TemplatePart> Parse(string text, out string? problem, out int at)
    {
        problem = null;
        var parts = new List<TemplatePart>();
        var done = 0;
        at = 0;
        while ((at = FindOpen(text, done)) >= 0)
        {
            var isRandom = text[at + 1] != '{';
            var close = isRandom ? at + Random.Length : text.IndexOf("}}", at, StringComparison.Ordinal);
            if (close < 0)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"'{{{{' at character {at} is never closed by '}}}}'");
                return parts;
            }
            if (at > done)
                parts.Add(new TemplatePart(text[done..at], TemplatePartKind.Text));
            if (ParsePart(isRandom ? "random" : text[(at + 2)..close], out problem) is not { } part)
                return parts;
            parts.Add(part);
            done = isRandom ? close : close + 2;
        }
        if (done < text.Length)
            parts.Add(new TemplatePart(text[done..], TemplatePartKind.Text));
        return parts;
    }

    /// <summary>The next <c>{{</c>, of three braces the last two, or <c>{random}</c>; -1 if there is none.</summary>
    internal static int FindOpen(string text, int from)
    {
        var open = text.IndexOf("{{", from, StringComparison.Ordinal);
        while (open >= 0 && open + 2 < text.Length && text[open + 2] == '{')
            open++;
        var random = text.IndexOf(Random, from, StringComparison.Ordinal);
        return random >= 0 && (open < 0 || random < open) ? random : open;
    }

    internal static TemplatePart? ParsePart(string inside, out string? problem)
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
            problem = $"'{format}' is not a format; known are {string.Join(", ", Formats)}{DidYouMean.Suffix(format, Formats)}";
            return null;
        }
        if (RunVariable.Find(name) is not null)
            return new TemplatePart(name, TemplatePartKind.Variable, format);
        if (name.Contains("..", StringComparison.Ordinal) || name[0] == '.' || name[^1] == '.')
        {
            problem = $"'{name}' is not a path; write a.b";
            return null;
        }
        return new TemplatePart(name, TemplatePartKind.Path, format);
    }
}
