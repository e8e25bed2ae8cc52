using System.Text.Json;
using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>A look into another scheme: <c>_findCollection</c> or <c>_mongoQuery</c>.</summary>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends, <c>_endFind</c> included.</param>
/// <param name="Scheme">UUID of the other scheme.</param>
/// <param name="Field">What is taken.</param>
/// <param name="Where">Field of the other scheme → value, a template or constant.</param>
internal sealed partial record FindCall(int Start, int End, string Scheme, string Field, IReadOnlyList<(string Field, string Value)> Where)
{
    private const string Find = "_findCollection";
    private const string Mongo = "_mongoQuery";
    private const string EndWord = "_endFind";

    /// <summary>True if a text has one.</summary>
    public static bool Any(string text) => StartIn(text, 0) >= 0;

    private static int StartIn(string text, int from)
    {
        var find = text.IndexOf(Find, from, StringComparison.OrdinalIgnoreCase);
        var mongo = text.IndexOf(Mongo, from, StringComparison.OrdinalIgnoreCase);
        return find < 0 ? mongo
            : mongo < 0 ? find
            : Math.Min(find, mongo);
    }

    /// <summary>The next one from a position on.</summary>
    /// <param name="text">The value.</param>
    /// <param name="from">Where to look.</param>
    /// <param name="problem">Why it could not be read, or null.</param>
    public static FindCall? Next(string text, int from, out string? problem)
    {
        problem = null;
        var start = StartIn(text, from);
        if (start < 0)
            return null;
        var close = text.IndexOf(EndWord, start, StringComparison.OrdinalIgnoreCase);
        var other = StartIn(text, start + 1);
        var isClosed = close >= 0 && (other < 0 || close < other);
        var body = text[start..(isClosed ? close : text.Length)];
        var call = body.StartsWith(Find, StringComparison.OrdinalIgnoreCase) ? ReadFind(body, start) : ReadMongo(body, start, out problem);
        if (call is null)
            problem ??= "联查语句不完整：应为 _findCollection find 字段 from 方案 where 字段=值";
        return call is null ? null
            : isClosed ? call with { End = close + EndWord.Length }
            : call;
    }

    private static FindCall? ReadFind(string body, int start)
    {
        var head = FindHead().Match(body);
        if (!head.Success)
            return null;
        var where = new List<(string, string)>();
        var at = head.Length;
        while (Condition().Match(body, at) is { Success: true } match)
        {
            where.Add((match.Groups["field"].Value, Unquoted(match.Groups["value"].Value)));
            at = match.Index + match.Length;
        }
        return where.Count == 0 ? null : new FindCall(start, start + at, head.Groups["scheme"].Value, head.Groups["field"].Value, where);
    }

    private static FindCall? ReadMongo(string body, int start, out string? problem)
    {
        problem = null;
        var head = MongoHead().Match(body);
        if (!head.Success)
            return null;
        var json = Braced(body, head.Length);
        if (json.Length == 0)
            return null;
        var where = new List<(string, string)>();
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var value = member.Value;
                if (value.ValueKind == JsonValueKind.Object)
                {
                    if (value.EnumerateObject().Count() != 1 || !value.TryGetProperty("$eq", out value))
                    {
                        problem = $"_mongoQuery 的条件 {member.Value.GetRawText()} 不是等于，联查节点只支持等于";
                        return null;
                    }
                }
                if (SchemeJson.Text(value) is not { } text)
                {
                    problem = $"_mongoQuery 的条件值 {value.GetRawText()} 不是单个值";
                    return null;
                }
                where.Add((WithoutContent(member.Name), text));
            }
        }
        catch (JsonException e)
        {
            problem = $"_mongoQuery 的 where 不是有效的 JSON：{e.Message}";
            return null;
        }
        return where.Count == 0
            ? null
            : new FindCall(
                start,
                start + head.Length + json.Length,
                head.Groups["scheme"].Value,
                WithoutContent(head.Groups["field"].Value),
                where
            );
    }

    /// <summary>The group that begins at a position, by its braces; texts in it may have braces of their own.</summary>
    private static string Braced(string text, int from)
    {
        var (depth, quoted) = (0, false);
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (!quoted && text[i] == '{')
                depth++;
            else if (!quoted && text[i] == '}' && --depth == 0)
                return text[from..(i + 1)];
        }
        return "";
    }

    private static string WithoutContent(string path) =>
        path.StartsWith("content.", StringComparison.Ordinal) ? path["content.".Length..] : path;

    private static string Unquoted(string value) =>
        value.Length > 1 && value[0] is '\'' or '"' && value[^1] == value[0] ? value[1..^1] : value;

    [GeneratedRegex(
        @"^_findCollection\s+find\s+(?<field>[^\s=]+)\s+from\s+(?<scheme>[^\s=]+)\s+where(?=\s)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex FindHead();

    // A value is quoted, or runs to the next blank, comma or bracket; braces of a template may hold blanks.
    [GeneratedRegex(
        @"\G(\s+and)?\s+(?<field>[\p{L}\p{N}_.!]+)\s*=\s*(?<value>'[^']*'|""[^""]*""|(\{\{[^{}]*\}\}|[^\s{}(),])+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Condition();

    [GeneratedRegex(
        @"^_mongoQuery\s+(?<scheme>\S+)\s+findField=(?<field>\S+)\s+where=",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex MongoHead();
}
