using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Weir.Sandbox;

/// <summary>
/// Writes text as the vendors' serialisers do: characters beyond the basic plane as four bytes, where ours would escape them.
/// </summary>
internal static class JsonText
{
    public static void Write(Utf8JsonWriter json, string? text)
    {
        if (text is null)
            json.WriteNullValue();
        else if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            json.WriteStringValue(text);
        else
            json.WriteRawValue(Quote(text), skipInputValidation: true);
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c < ' ')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
