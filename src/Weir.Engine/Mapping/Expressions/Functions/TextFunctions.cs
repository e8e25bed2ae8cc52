using System.Globalization;
using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions on texts. Positions count characters from 1.</summary>
internal static partial class TextFunctions
{
    public static Value Concat(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var arena = row.Arena;
        var start = arena.Used;
        var end = start;
        foreach (var node in a)
        {
            var value = node.Eval(ref row);
            if (value.IsNull)
                return default;
            end = arena.Join(end, value);
        }
        Arena.Checked(end - start);
        return Value.Of(arena.Since(start));
    }

    public static Value ConcatWith(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var separator))
            return default;
        var arena = row.Arena;
        var start = arena.Used;
        var end = start;
        var isFirst = true;
        for (var i = 1; i < a.Length; i++)
        {
            if (!isFirst)
            {
                arena.Cut(end);
                arena.Add(separator);
            }
            var before = isFirst ? end : arena.Used;
            var value = a[i].Eval(ref row);
            if (value.IsNull)
            {
                arena.Cut(end);
                continue;
            }
            end = arena.Join(before, value);
            isFirst = false;
        }
        arena.Cut(end);
        Arena.Checked(end - start);
        return Value.Of(arena.Since(start));
    }

    public static Value Substring(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text) || !a[1].TryInt(ref row, out var position))
            return default;
        var length = long.MaxValue;
        if (a.Length > 2 && !a[2].TryInt(ref row, out length))
            return default;
        if (position == 0 || length <= 0)
            return Value.Of(""u8);
        if (position < 0)
        {
            var count = Utf8Text.Count(text);
            if (-position > count)
                return Value.Of(""u8);
            position += count + 1;
        }
        var part = text[Utf8Text.Offset(text, position - 1)..];
        return Value.Of(part[..Utf8Text.Offset(part, length)]);
    }

    public static Value Left(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryText(ref row, out var text) && a[1].TryInt(ref row, out var count)
            ? Value.Of(text[..Utf8Text.Offset(text, count)])
            : default;

    public static Value Right(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text) || !a[1].TryInt(ref row, out var count))
            return default;
        return Value.Of(count <= 0 ? ""u8 : text[Utf8Text.Offset(text, Utf8Text.Count(text) - count)..]);
    }

    public static Value SubstringIndex(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text) || !a[1].TryText(ref row, out var separator) || !a[2].TryInt(ref row, out var count))
            return default;
        if (separator.IsEmpty || count == 0)
            return Value.Of(""u8);
        var at = count > 0 ? -separator.Length : text.Length;
        for (var left = Math.Abs(count); left > 0; left--)
        {
            var next = count > 0 ? text[(at + separator.Length)..].IndexOf(separator) : text[..at].LastIndexOf(separator);
            if (next < 0)
                return Value.Of(text);
            at = count > 0 ? at + separator.Length + next : next;
        }
        return Value.Of(count > 0 ? text[..at] : text[(at + separator.Length)..]);
    }

    public static Value Replace(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text) || !a[1].TryText(ref row, out var from) || !a[2].TryText(ref row, out var to))
            return default;
        if (from.IsEmpty || text.IndexOf(from) < 0)
            return Value.Of(text);
        var arena = row.Arena;
        var start = arena.Used;
        for (int at; (at = text.IndexOf(from)) >= 0; text = text[(at + from.Length)..])
        {
            arena.Add(text[..at]);
            arena.Add(to);
            Arena.Checked(arena.Used - start);
        }
        arena.Add(text);
        return Value.Of(arena.Since(start));
    }

    public static Value Insert(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (
            !a[0].TryText(ref row, out var text)
            || !a[1].TryInt(ref row, out var position)
            || !a[2].TryInt(ref row, out var length)
            || !a[3].TryText(ref row, out var inserted)
        )
            return default;
        if (position < 1 || position > Utf8Text.Count(text))
            return Value.Of(text);
        var from = Utf8Text.Offset(text, position - 1);
        var rest = text[from..];
        var start = row.Arena.Used;
        row.Arena.Add(text[..from]);
        row.Arena.Add(inserted);
        row.Arena.Add(length < 0 ? default : rest[Utf8Text.Offset(rest, length)..]);
        return Value.Of(row.Arena.Since(start));
    }

    public static Value Trim(ReadOnlySpan<Node> a, scoped ref Row row, bool left, bool right)
    {
        if (!a[0].TryText(ref row, out var text))
            return default;
        var cut = " "u8;
        if (a.Length > 1 && !a[1].TryText(ref row, out cut))
            return default;
        while (left && !cut.IsEmpty && text.StartsWith(cut))
            text = text[cut.Length..];
        while (right && !cut.IsEmpty && text.EndsWith(cut))
            text = text[..^cut.Length];
        return Value.Of(text);
    }

    public static Value Case(ReadOnlySpan<Node> a, scoped ref Row row, bool upper)
    {
        if (!a[0].TryText(ref row, out var text))
            return default;
        var arena = row.Arena;
        var start = arena.Used;
        if (Ascii.IsValid(text))
        {
            var to = arena.Take(text.Length);
            if (upper)
                Ascii.ToUpper(text, to, out _);
            else
                Ascii.ToLower(text, to, out _);
            return Value.Of(to);
        }
        Span<byte> bytes = stackalloc byte[4];
        for (var at = 0; at < text.Length; )
        {
            var rune = Utf8Text.RuneAt(text, at, out var length);
            // The collation knows capitals of the first 65,536 characters, and ß has none of one letter.
            var changed =
                !rune.IsBmp ? rune
                : upper ? Rune.ToUpperInvariant(rune)
                : Rune.ToLowerInvariant(rune);
            arena.Add(bytes[..changed.EncodeToUtf8(bytes)]);
            at += length;
        }
        return Value.Of(arena.Since(start));
    }

    public static Value Length(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryText(ref row, out var text) ? Value.Of((long)text.Length) : default;

    public static Value CharLength(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryText(ref row, out var text) ? Value.Of((long)Utf8Text.Count(text)) : default;

    public static Value Locate(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var wanted) || !a[1].TryText(ref row, out var text))
            return default;
        var position = 1L;
        if (a.Length > 2 && !a[2].TryInt(ref row, out position))
            return default;
        return Value.Of(Locate(text, wanted, position));
    }

    public static Value Instr(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryText(ref row, out var text) && a[1].TryText(ref row, out var wanted) ? Value.Of(Locate(text, wanted, 1)) : default;

    private static long Locate(ReadOnlySpan<byte> text, ReadOnlySpan<byte> wanted, long position)
    {
        if (position < 1 || position > Utf8Text.Count(text) + 1)
            return 0;
        var at = Collation.IndexOf(text, wanted, Utf8Text.Offset(text, position - 1));
        return at < 0 ? 0 : Utf8Text.Count(text[..at]) + 1;
    }

    public static Value Pad(ReadOnlySpan<Node> a, scoped ref Row row, bool left)
    {
        if (!a[0].TryText(ref row, out var text) || !a[1].TryInt(ref row, out var length) || length < 0)
            return default;
        var fill = " "u8;
        if (a.Length > 2 && !a[2].TryText(ref row, out fill))
            return default;
        var missing = length - Utf8Text.Count(text);
        if (missing <= 0)
            return Value.Of(text[..Utf8Text.Offset(text, length)]);
        if (fill.IsEmpty)
            return default;
        Arena.Checked(text.Length + missing);
        var arena = row.Arena;
        var start = arena.Used;
        if (!left)
            arena.Add(text);
        var characters = Utf8Text.Count(fill);
        for (; missing >= characters; missing -= characters)
        {
            arena.Add(fill);
            Arena.Checked(arena.Used - start);
        }
        arena.Add(fill[..Utf8Text.Offset(fill, missing)]);
        if (left)
            arena.Add(text);
        return Value.Of(arena.Since(start));
    }
}
