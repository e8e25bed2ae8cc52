using System.Globalization;
using System.Text;

namespace Weir.Sandbox.Kingdee;

/// <summary>The built-in filter against script-like text. It sees through JSON and form escapes, as the server reads values, not bytes.</summary>
internal static class RequestFilter
{
    public static bool Trips(string body, string? marker)
    {
        if (string.IsNullOrEmpty(marker))
            return false;
        if (body.Contains(marker, StringComparison.OrdinalIgnoreCase))
            return true;
        if (body.Contains("\\u", StringComparison.Ordinal) && Unescape(body).Contains(marker, StringComparison.OrdinalIgnoreCase))
            return true;
        return body.Contains("%3C", StringComparison.OrdinalIgnoreCase)
            && Uri.UnescapeDataString(body.Replace('+', ' ')).Contains(marker, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Resolves <c>\uXXXX</c> however often the backslash was doubled by JSON within JSON.</summary>
    private static string Unescape(string body)
    {
        var text = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            var next = i;
            while (next < body.Length && body[next] == '\\')
                next++;
            var isEscape = next > i && next + 4 < body.Length && body[next] == 'u';
            if (
                isEscape
                && ushort.TryParse(body.AsSpan(next + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            )
            {
                text.Append((char)code);
                i = next + 4;
            }
            else
            {
                text.Append(body[i]);
            }
        }
        return text.ToString();
    }
}
