using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>
/// How texts are compared: letters without case and without accents, blanks at the end do not count. As utf8mb4_general_ci of MariaDB, except that characters
/// beyond the first 65,536 differ from each other.
/// </summary>
internal static class Collation
{
    /// <summary>What the letters from U+00C0 to U+00FF are compared as.</summary>
    private const string Latin = "AAAAAAÆCEEEEIIIIÐNOOOOO×ØUUUUYÞSAAAAAAÆCEEEEIIIIÐNOOOOO÷ØUUUUYÞY";

    public static bool AreEqual(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.SequenceEqual(b) || Compare(a, b) == 0;

    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int i = 0,
            j = 0;
        while (i < a.Length && j < b.Length)
        {
            if (a[i] < 0x80 && b[j] < 0x80)
            {
                var difference = Upper(a[i++]) - Upper(b[j++]);
                if (difference != 0)
                    return difference;
                continue;
            }
            var left = Weight(a, ref i);
            var right = Weight(b, ref j);
            if (left != right)
                return left - right;
        }
        // What is longer is compared with blanks.
        for (; i < a.Length; i++)
            if (a[i] != (byte)' ')
                return a[i] < (byte)' ' ? -1 : 1;
        for (; j < b.Length; j++)
            if (b[j] != (byte)' ')
                return b[j] < (byte)' ' ? 1 : -1;
        return 0;
    }

    /// <summary>Where a text occurs in another, in bytes and from a byte on; -1 if it does not.</summary>
    public static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> wanted, int from)
    {
        if (wanted.IsEmpty)
            return from;
        // As MariaDB does, only what has as many bytes is found: é does not find e, though both are equal.
        for (var at = from; at + wanted.Length <= text.Length; at += Utf8Text.LengthAt(text, at))
            if (AreSame(text.Slice(at, wanted.Length), wanted))
                return at;
        return -1;
    }

    /// <summary>Equal from the first character to the last: blanks at the end count.</summary>
    public static bool AreSame(ReadOnlySpan<byte> text, ReadOnlySpan<byte> wanted)
    {
        int i = 0,
            j = 0;
        while (i < text.Length && j < wanted.Length)
            if (Weight(text, ref i) != Weight(wanted, ref j))
                return false;
        return i == text.Length && j == wanted.Length;
    }

    /// <summary>What the character at a position is compared as; moves behind it.</summary>
    public static int Weight(ReadOnlySpan<byte> text, ref int at)
    {
        if (text[at] < 0x80)
            return Upper(text[at++]);
        var rune = Utf8Text.RuneAt(text, at, out var length);
        at += length;
        return rune.Value is >= 0xC0 and <= 0xFF ? Latin[rune.Value - 0xC0]
            : rune.IsBmp ? Rune.ToUpperInvariant(rune).Value
            : rune.Value;
    }

    private static int Upper(byte b) => b is >= (byte)'a' and <= (byte)'z' ? b - 32 : b;
}
