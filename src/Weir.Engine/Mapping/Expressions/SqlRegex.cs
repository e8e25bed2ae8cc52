using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>A regular expression as MariaDB takes it (PCRE), on .NET's engine: without backtracking where that is possible, else with a limit of time.</summary>
internal sealed class SqlRegex
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private readonly Regex _regex;

    private SqlRegex(Regex regex, string pattern) => (_regex, Pattern) = (regex, pattern);

    /// <summary>The pattern as it was written.</summary>
    public string Pattern { get; }

    /// <exception cref="EvalFault">The pattern is not well formed.</exception>
    public static SqlRegex Create(string pattern)
    {
        var translated = Translate(pattern);
        const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
        try
        {
            return new SqlRegex(new Regex(translated, Options | RegexOptions.NonBacktracking, Limit), pattern);
        }
        catch (NotSupportedException)
        {
            return new SqlRegex(new Regex(translated, Options, Limit), pattern);
        }
        catch (ArgumentException e)
        {
            throw new EvalFault($"'{pattern}' is no regular expression: {e.Message}");
        }
    }

    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        var chars = ArrayPool<char>.Shared.Rent(Encoding.UTF8.GetMaxCharCount(text.Length));
        try
        {
            return _regex.IsMatch(chars.AsSpan(0, Encoding.UTF8.GetChars(text, chars)));
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooLong();
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <summary>What is found first; empty if nothing is.</summary>
    public string Find(string text)
    {
        try
        {
            return _regex.Match(text).Value;
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooLong();
        }
    }

    public string Replace(string text, string by)
    {
        // \1 stands for a group, and a dollar for nothing but itself.
        var replacement = Regex.Replace(
            by.Replace("$", "$$", StringComparison.Ordinal),
            @"\\(?<n>[0-9])",
            "$${${n}}",
            RegexOptions.None,
            Limit
        );
        try
        {
            return _regex.Replace(text, replacement);
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooLong();
        }
    }

    private EvalFault TooLong() => new($"the regular expression '{Pattern}' needs more than {Limit.TotalSeconds} s for one text");

    private static string Translate(string pattern) =>
        pattern
            .Replace("[[:<:]]", @"\b", StringComparison.Ordinal)
            .Replace("[[:>:]]", @"\b", StringComparison.Ordinal)
            .Replace("[:alpha:]", "a-zA-Z", StringComparison.Ordinal)
            .Replace("[:digit:]", "0-9", StringComparison.Ordinal)
            .Replace("[:alnum:]", "a-zA-Z0-9", StringComparison.Ordinal)
            .Replace("[:xdigit:]", "0-9a-fA-F", StringComparison.Ordinal)
            .Replace("[:upper:]", "A-Z", StringComparison.Ordinal)
            .Replace("[:lower:]", "a-z", StringComparison.Ordinal)
            .Replace("[:space:]", @"\s", StringComparison.Ordinal)
            .Replace("[:blank:]", @" \t", StringComparison.Ordinal)
            .Replace("[:punct:]", @"!-/:-@\[-`{-~", StringComparison.Ordinal);
}
