using System.Net;
using System.Text;

namespace Weir.Connectors.Zhilong;

/// <summary>The readable text of an HTML error page, for an error's sentence.</summary>
internal static class MarkupText
{
    /// <summary>True when an answer is markup and not JSON.</summary>
    public static bool Is(ReadOnlySpan<byte> body) => body.TrimStart("\uFEFF \t\r\n"u8).StartsWith("<"u8);

    /// <summary>The text without tags, scripts and styles, at most <paramref name="limit"/> characters.</summary>
    public static string Strip(string markup, int limit = 200)
    {
        var text = new StringBuilder(markup.Length);
        var at = 0;
        while (at < markup.Length)
        {
            if (markup[at] != '<')
            {
                text.Append(markup[at++]);
                continue;
            }
            at = AfterTag(markup, at);
            text.Append(' ');
        }
        var words = WebUtility.HtmlDecode(text.ToString()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var line = string.Join(' ', words);
        return line.Length <= limit ? line : line[..limit];
    }

    private static int AfterTag(string markup, int at)
    {
        foreach (var name in (ReadOnlySpan<string>)["script", "style"])
            if (string.Compare(markup, at + 1, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                var close = markup.IndexOf($"</{name}", at, StringComparison.OrdinalIgnoreCase);
                at = close < 0 ? markup.Length : close;
                break;
            }
        var end = at < markup.Length ? markup.IndexOf('>', at) : -1;
        return end < 0 ? markup.Length : end + 1;
    }
}
