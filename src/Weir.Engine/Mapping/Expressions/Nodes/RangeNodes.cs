namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>x BETWEEN low AND high</c></summary>
internal sealed class BetweenNode : Node
{
    private readonly Node _value;
    private readonly Node _low;
    private readonly Node _high;
    private readonly bool _not;

    public BetweenNode(Node value, Node low, Node high, bool not)
    {
        (_value, _low, _high, _not) = (value, low, high, not);
        Over(value, low, high);
        Type = StaticType.Int;
        IsConstant = AllConstant(value, low, high);
    }

    public override Value Eval(scoped ref Row row)
    {
        var value = _value.Eval(ref row);
        if (value.IsNull)
            return default;
        var hasLow = Comparer.TryCompare(value, _low.Eval(ref row), row.Clock, out var low);
        if (hasLow && low < 0)
            return Value.Of(_not);
        var hasHigh = Comparer.TryCompare(value, _high.Eval(ref row), row.Clock, out var high);
        if (hasHigh && high > 0)
            return Value.Of(_not);
        return hasLow && hasHigh ? Value.Of(!_not) : default;
    }
}

/// <summary><c>x IN (a, b, …)</c></summary>
internal sealed class InNode : Node
{
    private readonly Node _value;
    private readonly Node[] _list;
    private readonly bool _not;

    public InNode(Node value, Node[] list, bool not)
    {
        (_value, _list, _not) = (value, list, not);
        Over(value);
        Over(list);
        Type = StaticType.Int;
        IsConstant = value.IsConstant && AllConstant(list);
    }

    public override Value Eval(scoped ref Row row)
    {
        var value = _value.Eval(ref row);
        if (value.IsNull)
            return default;
        var unknown = false;
        foreach (var node in _list)
        {
            var item = node.Eval(ref row);
            if (!Comparer.TryCompare(value, item, row.Clock, out var order))
                unknown = true;
            else if (order == 0)
                return Value.Of(!_not);
        }
        return unknown ? default : Value.Of(_not);
    }
}
