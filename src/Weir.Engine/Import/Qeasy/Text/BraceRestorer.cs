using System.Text.RegularExpressions;

namespace Weir.Engine.Import.Qeasy;

/// <summary>
/// Public mapping tables print <c>items.sku</c> for <c>{{items.sku}}</c>. Puts the braces back where a value is a field, and remembers which of them were
/// guesses: constants and fields without label look alike there.
/// </summary>
internal sealed partial class BraceRestorer
{
    private const string NoLabel = "固定值";
    private readonly bool _kingdeeSource;
    private readonly HashSet<string> _lists;
    private readonly HashSet<string> _plain;

    public BraceRestorer(SchemeHalf target, bool kingdeeSource)
    {
        _kingdeeSource = kingdeeSource;
        var all = SchemeHalf.All(target.Request).ToList();
        _lists = all.Where(f => f.Children.Count > 0).Select(f => f.Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
        _plain = all.Select(f => f.Value).OfType<string>().Where(v => Name().IsMatch(v)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What was guessed: field, printed value, result.</summary>
    public List<(string Field, string Printed, string Result)> Guesses { get; } = [];

    public string Restore(SchemeField field)
    {
        var value = field.Value ?? "";
        if (value.Length == 0 || field.Children.Count > 0 || value.Contains("{{", StringComparison.Ordinal))
            return value;
        if (FindCall.Any(value) || value.StartsWith("_function", StringComparison.OrdinalIgnoreCase))
        {
            var restored = Expression(value);
            Guesses.Add((field.Caption, value, restored));
            return restored;
        }
        if (field.SourceLabel is { } label && label is not NoLabel && Name().IsMatch(value))
            return $"{{{{{value}}}}}";
        if (!Name().IsMatch(value) || value is "true" or "false")
            return value;
        var result = Joined(value) ?? (IsField(value) && !IsChoice(value, field.Describe) ? $"{{{{{value}}}}}" : value);
        if (!InList(value))
            Guesses.Add((field.Caption, value, result));
        return result;
    }

    /// <summary>Words of an expression, and texts in quotes that look like a field; keywords, functions and other texts stay.</summary>
    private string Expression(string text)
    {
        var at = 0;
        var parts = new List<string>();
        foreach (Match find in Find().Matches(text))
        {
            parts.Add(Words(text[at..find.Index]));
            parts.Add(WhereValue().Replace(find.Value, "={{${name}}}"));
            at = find.Index + find.Length;
        }
        parts.Add(Words(text[at..]));
        return string.Concat(parts);
    }

    private string Words(string text) =>
        Word()
            .Replace(
                text,
                match =>
                    match.Groups["quoted"].Success
                        ? Name().IsMatch(match.Groups["quoted"].Value) && IsField(match.Groups["quoted"].Value)
                            ? $"'{{{{{match.Groups["quoted"].Value}}}}}'"
                            : match.Value
                        : IsKeyword(match.Value)
                            ? match.Value
                            : $"{{{{{match.Value}}}}}"
            );

    private bool InList(string value) => _lists.Any(list => value.StartsWith($"{list}.", StringComparison.Ordinal));

    /// <summary>Two fields side by side, whose names were run together: <c>{{stockout_no}}{{details_list_src_oid}}</c>.</summary>
    private string? Joined(string value)
    {
        foreach (var first in _plain.Where(p => p.Length < value.Length && value.StartsWith(p, StringComparison.Ordinal)))
            if (_lists.Any(list => value[first.Length..].StartsWith($"{list}_", StringComparison.Ordinal)))
                return $"{{{{{first}}}}}{{{{{value[first.Length..]}}}}}";
        return null;
    }

    private bool IsField(string word) =>
        InList(word)
        || _kingdeeSource && KingdeeField().IsMatch(word)
        || !FormCode().IsMatch(word) && word.Any(char.IsAsciiLetterLower) && (char.IsAsciiLetterLower(word[0]) || TwoHumps().IsMatch(word));

    /// <summary>The target's description lists it as one of the values to choose from.</summary>
    private static bool IsChoice(string value, string? describe) =>
        describe is not null
        && (describe.Contains($"{value}:", StringComparison.Ordinal) || describe.Contains($"={value}", StringComparison.Ordinal));

    private static bool IsKeyword(string word) =>
        word.ToUpperInvariant()
            is "CASE"
                or "WHEN"
                or "THEN"
                or "ELSE"
                or "END"
                or "AND"
                or "OR"
                or "NOT"
                or "IN"
                or "LIKE"
                or "IS"
                or "NULL"
                or "TRUE"
                or "FALSE"
                or "BETWEEN"
                or "AS"
                or "FROM"
                or "INTERVAL"
                or "DAY"
                or "MONTH"
                or "YEAR"
                or "HOUR"
                or "MINUTE"
                or "DECIMAL"
                or "SIGNED"
                or "CHAR"
        || word.StartsWith("_function", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_.!]*$", RegexOptions.None, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"_findCollection.*?(_endFind|$)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Find();

    [GeneratedRegex(@"=(?<name>[\p{L}_][\p{L}\p{N}_.!]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WhereValue();

    [GeneratedRegex(@"'(?<quoted>[^']*)'|(?<![\p{L}\p{N}_.'])[\p{L}_][\p{L}\p{N}_.!]*(?![\p{L}\p{N}_.]|\s*\()", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^F_?[A-Z]", RegexOptions.None, 1000)]
    private static partial Regex KingdeeField();

    [GeneratedRegex(@"^[A-Z]{2,}_|_SYS$", RegexOptions.None, 1000)]
    private static partial Regex FormCode();

    [GeneratedRegex(@"^[A-Z][a-z0-9]+[A-Z]", RegexOptions.None, 1000)]
    private static partial Regex TwoHumps();
}
