using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>x REGEXP pattern</c></summary>
internal sealed class RegexNode : Node
{
    private readonly Node _text;
    private readonly Node _pattern;
    private readonly bool _not;
    private SqlRegex? _last;

    public RegexNode(Node text, Node pattern, bool not, Func<string, int, ExpressionException> wrong)
    {
        (_text, _pattern, _not) = (text, pattern, not);
        Over(text, pattern);
        Type = StaticType.Int;
        IsConstant = AllConstant(text, pattern);
        if (pattern is not ConstantNode { Kind: ValueKind.Text } constant)
            return;
        try
        {
            _last = SqlRegex.Create(Encoding.UTF8.GetString(constant.Text));
        }
        catch (EvalFault fault)
        {
            throw wrong(fault.Message, pattern.At);
        }
    }

    public override Value Eval(scoped ref Row row)
    {
        if (!_text.TryText(ref row, out var text) || !_pattern.TryText(ref row, out var pattern))
            return default;
        try
        {
            var regex = _last;
            if (
                regex is null
                || _pattern is not ConstantNode && !string.Equals(regex.Pattern, Encoding.UTF8.GetString(pattern), StringComparison.Ordinal)
            )
                _last = regex = SqlRegex.Create(Encoding.UTF8.GetString(pattern));
            return Value.Of(regex.IsMatch(text) != _not);
        }
        catch (EvalFault fault) when (fault.Mark(At))
        {
            throw;
        }
    }
}
