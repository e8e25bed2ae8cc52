using System.Globalization;
using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>The rarer functions on texts.</summary>
internal static partial class TextFunctions
{
    public static Value Reverse(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text))
            return default;
        var to = row.Arena.Take(text.Length);
        var end = to.Length;
        for (var at = 0; at < text.Length; )
        {
            var length = Utf8Text.LengthAt(text, at);
            end -= length;
            text.Slice(at, length).CopyTo(to[end..]);
            at += length;
        }
        return Value.Of(to);
    }

    public static Value Repeat(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text) || !a[1].TryInt(ref row, out var count))
            return default;
        return Repeat(text, count, row.Arena);
    }

    public static Value Space(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryInt(ref row, out var count) ? Repeat(" "u8, count, row.Arena) : default;

    private static Value Repeat(ReadOnlySpan<byte> text, long count, Arena arena)
    {
        if (count <= 0 || text.IsEmpty)
            return Value.Of(""u8);
        var length = Arena.Checked(Math.BigMul(text.Length, count, out var product) == 0 && product >= 0 ? product : long.MaxValue);
        var to = arena.Take(length);
        for (var at = 0; at < length; at += text.Length)
            text.CopyTo(to[at..]);
        return Value.Of(to);
    }

    public static Value Strcmp(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryText(ref row, out var left) && a[1].TryText(ref row, out var right)
            ? Value.Of((long)Math.Sign(Collation.Compare(left, right)))
            : default;

    public static Value FindInSet(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var wanted) || !a[1].TryText(ref row, out var list))
            return default;
        if (list.IsEmpty)
            return Value.Of(0L);
        var number = 1L;
        while (true)
        {
            var comma = list.IndexOf((byte)',');
            if (Collation.AreSame(comma < 0 ? list : list[..comma], wanted))
                return Value.Of(number);
            if (comma < 0)
                return Value.Of(0L);
            list = list[(comma + 1)..];
            number++;
        }
    }

    public static Value AsciiOf(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryText(ref row, out var text) ? Value.Of(text.IsEmpty ? 0L : text[0]) : default;

    public static Value Char(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var arena = row.Arena;
        var start = arena.Used;
        foreach (var node in a)
        {
            var end = arena.Used;
            var isNumber = node.TryInt(ref row, out var number);
            arena.Cut(end);
            if (!isNumber)
                continue;
            var code = (uint)number;
            for (var shift = 24; shift >= 0; shift -= 8)
                if (code >> shift != 0 || shift == 0)
                    arena.Add((byte)(code >> shift));
        }
        return Value.Of(arena.Since(start));
    }

    public static Value Hex(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var value = a[0].Eval(ref row);
        if (value.IsNull)
            return default;
        if (value.IsNumber)
        {
            var digits = Convert.ToInt(value).ToString("X", CultureInfo.InvariantCulture);
            var start = row.Arena.Used;
            foreach (var digit in digits)
                row.Arena.Add((byte)digit);
            return Value.Of(row.Arena.Since(start));
        }
        var text = Convert.ToText(value, row.Arena);
        var to = row.Arena.Take(Arena.Checked(2L * text.Length));
        System.Convert.TryToHexString(text, to, out _);
        return Value.Of(to);
    }

    public static Value Unhex(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text))
            return default;
        var digits = (text.Length % 2 == 0 ? "" : "0") + Encoding.UTF8.GetString(text);
        var to = row.Arena.Take(digits.Length / 2);
        return
            System.Convert.FromHexString(digits, to, out _, out var written) == System.Buffers.OperationStatus.Done && written == to.Length
            ? Value.Of(to)
            : default;
    }

    public static Value RegexReplace(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text) || !a[1].TryText(ref row, out var pattern) || !a[2].TryText(ref row, out var by))
            return default;
        return OfString(RegexCache.Get(pattern).Replace(Encoding.UTF8.GetString(text), Encoding.UTF8.GetString(by)), row.Arena);
    }

    public static Value RegexFind(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text) || !a[1].TryText(ref row, out var pattern))
            return default;
        return OfString(RegexCache.Get(pattern).Find(Encoding.UTF8.GetString(text)), row.Arena);
    }

    public static Value OfString(string text, Arena arena)
    {
        var to = arena.Take(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, to);
        return Value.Of(to);
    }
}
