namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>x LIKE pattern [ESCAPE c]</c>; letters without case, as in comparisons.</summary>
internal sealed class LikeNode : Node
{
    private readonly Node _text;
    private readonly Node _pattern;
    private readonly Node? _escape;
    private readonly bool _not;

    public LikeNode(Node text, Node pattern, Node? escape, bool not)
    {
        (_text, _pattern, _escape, _not) = (text, pattern, escape, not);
        Over(text, pattern, escape);
        Type = StaticType.Int;
        IsConstant = AllConstant(text, pattern, escape);
    }

    public override Value Eval(scoped ref Row row)
    {
        if (!_text.TryText(ref row, out var text) || !_pattern.TryText(ref row, out var pattern))
            return default;
        var escape = (byte)'\\';
        if (_escape is not null)
        {
            if (!_escape.TryText(ref row, out var given))
                return default;
            escape = given.Length == 1 && given[0] < 0x80 ? given[0] : (byte)0xFF;
        }
        return Value.Of(Matches(text, pattern, escape) != _not);
    }

    private static bool Matches(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern, byte escape)
    {
        int i = 0,
            j = 0,
            any = -1,
            resume = 0;
        while (i < text.Length)
        {
            if (j < pattern.Length && pattern[j] == (byte)'%')
            {
                any = ++j;
                resume = i;
                continue;
            }
            if (j < pattern.Length && MatchesOne(text, ref i, pattern, ref j, escape))
                continue;
            if (any < 0)
                return false;
            // What the last % stands for grows by one character.
            resume += Utf8Text.LengthAt(text, resume);
            i = resume;
            j = any;
        }
        while (j < pattern.Length && pattern[j] == (byte)'%')
            j++;
        return j == pattern.Length;
    }

    private static bool MatchesOne(ReadOnlySpan<byte> text, ref int i, ReadOnlySpan<byte> pattern, ref int j, byte escape)
    {
        if (pattern[j] == (byte)'_')
        {
            i += Utf8Text.LengthAt(text, i);
            j++;
            return true;
        }
        var p = pattern[j] == escape && j + 1 < pattern.Length ? j + 1 : j;
        var t = i;
        if (Collation.Weight(text, ref t) != Collation.Weight(pattern, ref p))
            return false;
        (i, j) = (t, p);
        return true;
    }
}
