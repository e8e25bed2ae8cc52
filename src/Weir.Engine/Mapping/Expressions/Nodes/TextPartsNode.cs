namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>'a{{x}}b'</c>: text with values in it. What is missing or null is no text.</summary>
internal sealed class TextPartsNode : Node
{
    private readonly Node[] _parts;

    public TextPartsNode(Node[] parts)
    {
        _parts = parts;
        Over(parts);
        Type = StaticType.Text;
        IsConstant = AllConstant(parts);
    }

    public override Value Eval(scoped ref Row row)
    {
        if (_parts.Length == 1)
            return Value.Of(Convert.ToText(_parts[0].Eval(ref row), row.Arena));
        var arena = row.Arena;
        var start = arena.Used;
        var end = start;
        foreach (var part in _parts)
        {
            var value = part.Eval(ref row);
            end = arena.Join(end, value);
        }
        Arena.Checked(end - start);
        return Value.Of(arena.Since(start));
    }
}
