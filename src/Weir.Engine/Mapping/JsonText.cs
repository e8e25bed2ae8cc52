using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping;

/// <summary>Writes text as JSON strings, and reads it out of them.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> ToEscape = SearchValues.Create([
        (byte)'"',
        (byte)'\\',
        .. Enumerable.Range(0, 32).Select(i => (byte)i),
    ]);

    /// <summary>Writes a text as a JSON string.</summary>
    public static void Add(Utf8Output output, ReadOnlySpan<byte> text)
    {
        output.Add((byte)'"');
        AddInside(output, text);
        output.Add((byte)'"');
    }

    /// <summary>Writes a text as the inside of a JSON string.</summary>
    public static void AddInside(Utf8Output output, ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        while (true)
        {
            var at = text.IndexOfAny(ToEscape);
            if (at < 0)
            {
                output.Add(text);
                return;
            }
            output.Add(text[..at]);
            AddEscaped(output, text[at]);
            text = text[(at + 1)..];
        }
    }

    private static void AddEscaped(Utf8Output output, byte b)
    {
        output.Add((byte)'\\');
        switch (b)
        {
            case (byte)'"' or (byte)'\\':
                output.Add(b);
                break;
            case (byte)'\n':
                output.Add((byte)'n');
                break;
            case (byte)'\r':
                output.Add((byte)'r');
                break;
            case (byte)'\t':
                output.Add((byte)'t');
                break;
            default:
                output.Add("u00"u8);
                output.Add((byte)('0' + (b >> 4)));
                output.Add((byte)"0123456789abcdef"[b & 15]);
                break;
        }
    }

    /// <summary>What a JSON string, given with its quotes, says.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> json, Arena arena)
    {
        var inside = json[1..^1];
        var to = arena.Room(inside.Length);
        var length = 0;
        while (true)
        {
            var slash = inside.IndexOf((byte)'\\');
            var plain = slash < 0 ? inside : inside[..slash];
            plain.CopyTo(to[length..]);
            length += plain.Length;
            if (slash < 0 || slash + 1 >= inside.Length)
                break;
            inside = inside[(slash + 1)..];
            length += One(ref inside, to[length..]);
        }
        arena.Advance(length);
        return to[..length];
    }

    /// <summary>Reads one escape, whose backslash has been passed.</summary>
    private static int One(ref ReadOnlySpan<byte> inside, Span<byte> to)
    {
        var kind = inside[0];
        inside = inside[1..];
        if (kind == (byte)'u')
            return Unicode(ref inside, to);
        to[0] = kind switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            _ => kind,
        };
        return 1;
    }

    private static int Unicode(ref ReadOnlySpan<byte> inside, Span<byte> to)
    {
        var high = Four(ref inside);
        var rune = Rune.ReplacementChar;
        if (char.IsHighSurrogate(high) && inside.StartsWith("\\u"u8) && inside.Length >= 6)
        {
            var rest = inside[2..];
            if (Rune.TryCreate(high, Four(ref rest), out var pair))
            {
                rune = pair;
                inside = rest;
            }
        }
        else if (Rune.TryCreate(high, out var single))
            rune = single;
        return rune.EncodeToUtf8(to);
    }

    private static char Four(ref ReadOnlySpan<byte> digits)
    {
        var length = Math.Min(4, digits.Length);
        var known = ushort.TryParse(digits[..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
        digits = digits[length..];
        return known ? (char)code : '\uFFFD';
    }

    /// <summary>True if a text is a number as JSON writes it.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> text)
    {
        var at = text.Length > 0 && text[0] == (byte)'-' ? 1 : 0;
        var whole = Digits(text, ref at);
        if (whole == 0 || whole > 1 && text[at - whole] == (byte)'0')
            return false;
        if (at < text.Length && text[at] == (byte)'.')
        {
            at++;
            if (Digits(text, ref at) == 0)
                return false;
        }
        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < text.Length && text[at] is (byte)'-' or (byte)'+')
                at++;
            if (Digits(text, ref at) == 0)
                return false;
        }
        return at == text.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
            at++;
        return at - start;
    }
}
