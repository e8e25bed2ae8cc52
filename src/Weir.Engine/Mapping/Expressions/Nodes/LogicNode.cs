namespace Weir.Engine.Mapping.Expressions;

/// <summary>How two conditions are joined.</summary>
internal enum Logic
{
    /// <summary><c>AND</c>, <c>&amp;&amp;</c></summary>
    And,

    /// <summary><c>OR</c>, <c>||</c></summary>
    Or,

    /// <summary><c>XOR</c></summary>
    Xor,
}

/// <summary>AND, OR and XOR with three values: what is null decides nothing.</summary>
internal sealed class LogicNode : Node
{
    private readonly Logic _logic;
    private readonly Node _left;
    private readonly Node _right;

    public LogicNode(Logic logic, Node left, Node right)
    {
        (_logic, _left, _right) = (logic, left, right);
        Over(left, right);
        Type = StaticType.Int;
        IsConstant = AllConstant(left, right);
    }

    public override Value Eval(scoped ref Row row)
    {
        var a = _left.Eval(ref row);
        var decides = _logic == Logic.Or;
        if (_logic != Logic.Xor && !a.IsNull && Convert.IsTrue(a) == decides)
            return Value.Of(decides);
        var b = _right.Eval(ref row);
        if (_logic != Logic.Xor && !b.IsNull && Convert.IsTrue(b) == decides)
            return Value.Of(decides);
        if (a.IsNull || b.IsNull)
            return default;
        return Value.Of(_logic == Logic.Xor ? Convert.IsTrue(a) != Convert.IsTrue(b) : !decides);
    }
}

/// <summary>NOT.</summary>
internal sealed class NotNode : Node
{
    private readonly Node _operand;

    public NotNode(Node operand)
    {
        _operand = operand;
        Over(operand);
        Type = StaticType.Int;
        IsConstant = operand.IsConstant;
    }

    public override Value Eval(scoped ref Row row)
    {
        var value = _operand.Eval(ref row);
        return value.IsNull ? default : Value.Of(!Convert.IsTrue(value));
    }
}

/// <summary>What IS asks for.</summary>
internal enum Quality
{
    /// <summary><c>IS NULL</c></summary>
    Null,

    /// <summary><c>IS TRUE</c></summary>
    True,

    /// <summary><c>IS FALSE</c></summary>
    False,
}

/// <summary>IS [NOT] NULL, TRUE, FALSE; never null itself.</summary>
internal sealed class IsNode : Node
{
    private readonly Node _operand;
    private readonly Quality _quality;
    private readonly bool _not;

    public IsNode(Node operand, Quality quality, bool not)
    {
        (_operand, _quality, _not) = (operand, quality, not);
        Over(operand);
        Type = StaticType.Int;
        IsConstant = operand.IsConstant;
    }

    public override Value Eval(scoped ref Row row)
    {
        var value = _operand.Eval(ref row);
        var holds = _quality == Quality.Null ? value.IsNull : !value.IsNull && Convert.IsTrue(value) == (_quality == Quality.True);
        return Value.Of(holds != _not);
    }
}
