using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Weir.Storage.Embedded.Search;

/// <summary>Where a page ended. Told to callers as text that they hand back.</summary>
/// <param name="Phase">What was walked through.</param>
/// <param name="Owner">Which part of it.</param>
/// <param name="Value">The last value, of terms.</param>
/// <param name="At">The last time, of lists.</param>
/// <param name="Id">The last row.</param>
internal sealed record PageCursor(int Phase, int Owner, string Value, long At, long Id)
{
    private const int Longest = 600;

    public static readonly PageCursor Start = new(0, 0, "", long.MaxValue, long.MaxValue);

    public string ToText() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <exception cref="FormatException">It is none of ours.</exception>
    public static PageCursor Read(string? text)
    {
        if (text is null)
            return Start;
        try
        {
            if (
                text.Length <= Longest
                && JsonSerializer.Deserialize<PageCursor>(Base64Url.DecodeFromChars(text)) is { Value: not null } cursor
            )
                return cursor;
        }
        catch (Exception e) when (e is JsonException or FormatException or DecoderFallbackException)
        {
            throw new FormatException("It is not the end of a page.", e);
        }
        throw new FormatException("It is not the end of a page.");
    }
}
