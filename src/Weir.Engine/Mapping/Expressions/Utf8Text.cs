using System.Buffers;
using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Counts and finds characters (not bytes) in UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>Number of characters, each code point being one.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
            return text.Length;
        var count = 0;
        foreach (var b in text)
            if ((b & 0xC0) != 0x80)
                count++;
        return count;
    }

    /// <summary>The byte at which the character with this number, from 0, begins; the length when there are fewer.</summary>
    public static int Offset(ReadOnlySpan<byte> text, long character)
    {
        if (character <= 0)
            return 0;
        if (character >= text.Length)
            return text.Length;
        var at = 0;
        while (character > 0 && at < text.Length)
        {
            at += LengthAt(text, at);
            character--;
        }
        return at;
    }

    /// <summary>Bytes of the character that begins at a position.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text, int at)
    {
        var b = text[at];
        var length =
            b < 0xC0 ? 1
            : b < 0xE0 ? 2
            : b < 0xF0 ? 3
            : 4;
        return Math.Min(length, text.Length - at);
    }

    /// <summary>The character at a position, and how many bytes it has.</summary>
    public static Rune RuneAt(ReadOnlySpan<byte> text, int at, out int length) =>
        Rune.DecodeFromUtf8(text[at..], out var rune, out length) == OperationStatus.Done ? rune : Rune.ReplacementChar;

    public static ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> text) => text.Trim((byte)' ');
}
