using System.Net;
using System.Text;

namespace Weir.Connectors.Http;

/// <summary>The readable text of an HTML error page.</summary>
internal static class MarkupText
{
    private const int Longest = 200;

    /// <summary>True when an answer is markup and not JSON.</summary>
    public static bool Is(ReadOnlySpan<byte> body) => body.TrimStart("\uFEFF \t\r\n"u8).StartsWith("<"u8);

    /// <summary>The text without tags.</summary>
    public static string Strip(string markup)
    {
        var text = new StringBuilder();
        var inside = false;
        foreach (var c in markup)
        {
            if (c is '<' or '>')
            {
                inside = c is '<';
                text.Append(' ');
            }
            else if (!inside)
                text.Append(c);
        }
        var line = string.Join(' ', WebUtility.HtmlDecode(text.ToString()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : line[..Longest];
    }
}
