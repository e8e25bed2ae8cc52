using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Weir.Engine.Ledger.Search;

/// <summary>Makes texts of errors comparable: what differs from document to document is replaced.</summary>
public static class ErrorText
{
    /// <summary>Longest normal text, in characters.</summary>
    public const int Longest = 300;

    private const char Gap = '…';

    /// <summary>Opening and closing marks of quoted values.</summary>
    private static readonly (char Open, char Close)[] Quotes =
    [
        ('"', '"'),
        ('\'', '\''),
        ('“', '”'),
        ('‘', '’'),
        ('「', '」'),
        ('『', '』'),
        ('《', '》'),
        ('【', '】'),
        ('[', ']'),
        ('［', '］'),
        ('<', '>'),
        ('`', '`'),
    ];

    /// <summary>The text without quoted values, numbers and words with digits in them, on one line.</summary>
    public static string Normal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = new StringBuilder(Math.Min(text.Length, Longest) + 1);
        for (var i = 0; i < text.Length && normal.Length < Longest; )
        {
            if (ClosingOf(text, i) is var end and > 0)
            {
                normal.Append(text[i]).Append(Gap).Append(text[end]);
                i = end + 1;
            }
            else if (IsWordCharacter(text[i]))
                i = Word(text, i, normal);
            else
                i = Other(text, i, normal);
        }
        if (normal.Length > Longest)
            normal.Length = Longest;
        if (normal.Length > 0 && char.IsHighSurrogate(normal[^1]))
            normal.Length--;
        return normal.ToString().TrimEnd();
    }

    /// <summary>Id of the group of a code and a normal text.</summary>
    public static long Group(string? code, string normal) =>
        (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{code}\0{normal}")));

    /// <summary>Where the value that is quoted here ends; 0 if nothing is quoted here.</summary>
    private static int ClosingOf(string text, int at)
    {
        const int longestValue = 200;
        foreach (var (open, close) in Quotes)
            if (text[at] == open)
            {
                var end = text.IndexOf(close, at + 1, Math.Min(longestValue, text.Length - at - 1));
                return Math.Max(end, 0);
            }
        return 0;
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_';

    /// <summary>A run of letters, digits and what ids are joined by; replaced if there is a digit in it.</summary>
    private static int Word(string text, int start, StringBuilder normal)
    {
        var end = start;
        var hasDigit = false;
        while (end < text.Length && (IsWordCharacter(text[end]) || IsJoint(text, end)))
            hasDigit |= char.IsAsciiDigit(text[end++]);
        if (hasDigit)
            Replace(normal);
        else
            normal.Append(text, start, end - start);
        return end;
    }

    private static bool IsJoint(string text, int at) =>
        text[at] is '-' or '.' or ':' or '/' or '+' && at + 1 < text.Length && IsWordCharacter(text[at + 1]);

    private static int Other(string text, int at, StringBuilder normal)
    {
        var c = text[at];
        if (char.IsWhiteSpace(c) || char.IsControl(c))
        {
            if (normal.Length > 0 && normal[^1] != ' ')
                normal.Append(' ');
        }
        else if (char.IsDigit(c))
            Replace(normal);
        else
            normal.Append(c);
        return at + 1;
    }

    private static void Replace(StringBuilder normal)
    {
        if (normal.Length == 0 || normal[^1] != Gap)
            normal.Append(Gap);
    }
}
