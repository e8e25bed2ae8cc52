namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>-x</c></summary>
internal sealed class NegateNode : Node
{
    private readonly Node _operand;

    public NegateNode(Node operand)
    {
        _operand = operand;
        Over(operand);
        Type = operand.Type.IsKnown && operand.Type.Kind is ValueKind.Text or ValueKind.Json ? StaticType.Double : operand.Type;
        IsConstant = operand.IsConstant;
    }

    public override Value Eval(scoped ref Row row)
    {
        var value = Convert.ToNumber(_operand.Eval(ref row));
        return value.Kind switch
        {
            ValueKind.Null => default,
            ValueKind.Double => Value.Of(-value.Double),
            _ => Exact.Negate(value),
        };
    }
}
