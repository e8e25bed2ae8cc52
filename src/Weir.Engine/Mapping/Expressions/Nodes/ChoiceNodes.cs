namespace Weir.Engine.Mapping.Expressions;

/// <summary>COALESCE and IFNULL: the first that is not null.</summary>
internal sealed class CoalesceNode : Node
{
    private readonly Node[] _choices;

    public CoalesceNode(Node[] choices)
    {
        _choices = choices;
        Over(choices);
        Type = StaticType.Common(choices);
        IsConstant = AllConstant(choices);
    }

    public override Value Eval(scoped ref Row row)
    {
        foreach (var choice in _choices)
        {
            var value = choice.Eval(ref row);
            if (!value.IsNull)
                return Cast.To(value, Type, row.Arena);
        }
        return default;
    }
}

/// <summary>GREATEST and LEAST; null if one is.</summary>
internal sealed class ExtremeNode : Node
{
    private readonly Node[] _choices;
    private readonly int _sign;

    public ExtremeNode(Node[] choices, bool greatest)
    {
        _choices = choices;
        _sign = greatest ? 1 : -1;
        Over(choices);
        Type = StaticType.Common(choices);
        IsConstant = AllConstant(choices);
    }

    public override Value Eval(scoped ref Row row)
    {
        var best = _choices[0].Eval(ref row);
        for (var i = 1; i < _choices.Length && !best.IsNull; i++)
        {
            var value = _choices[i].Eval(ref row);
            if (value.IsNull || !Comparer.TryCompare(value, best, row.Clock, out var order))
                return default;
            if (order * (long)_sign > 0)
                best = value;
        }
        return Cast.To(best, Type, row.Arena);
    }
}
