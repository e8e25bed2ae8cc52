namespace Weir.Engine.Mapping.Expressions;

/// <summary>A sum, difference, product, quotient or remainder.</summary>
internal sealed class ArithmeticNode : Node
{
    private readonly Operator _operator;
    private readonly Node _left;
    private readonly Node _right;

    public ArithmeticNode(Operator by, Node left, Node right)
    {
        (_operator, _left, _right) = (by, left, right);
        Over(left, right);
        Type = StaticType.Arithmetic(left.Type, right.Type, by);
        IsConstant = AllConstant(left, right);
    }

    public override Value Eval(scoped ref Row row)
    {
        var a = _left.Eval(ref row);
        if (a.IsNull)
            return default;
        var b = _right.Eval(ref row);
        if (b.IsNull)
            return default;
        return a.Kind == ValueKind.Int && b.Kind == ValueKind.Int
            ? Whole(a.Int, b.Int)
            : Calculate(Convert.ToNumber(a), Convert.ToNumber(b));
    }

    private Value Whole(long a, long b)
    {
        long result;
        switch (_operator)
        {
            case Operator.Add:
                result = unchecked(a + b);
                return ((a ^ result) & (b ^ result)) < 0 ? throw Range(Value.Of(a), Value.Of(b)) : Value.Of(result);
            case Operator.Subtract:
                result = unchecked(a - b);
                return ((a ^ b) & (a ^ result)) < 0 ? throw Range(Value.Of(a), Value.Of(b)) : Value.Of(result);
            case Operator.Multiply:
                return Math.BigMul(a, b, out result) == result >> 63 ? Value.Of(result) : throw Range(Value.Of(a), Value.Of(b));
            case Operator.WholeDivide when b != 0:
                return a == long.MinValue && b == -1 ? throw Range(Value.Of(a), Value.Of(b)) : Value.Of(a / b);
            case Operator.Remainder when b != 0:
                return Value.Of(b == -1 ? 0 : a % b);
            case Operator.Divide:
                return Exact.Divide(Value.Of(a), Value.Of(b));
            default:
                return default;
        }
    }

    private Value Calculate(scoped in Value a, scoped in Value b)
    {
        if (a.Kind == ValueKind.Int && b.Kind == ValueKind.Int)
            return Whole(a.Int, b.Int);
        if (_operator == Operator.WholeDivide)
            return WholeQuotient(a, b);
        if (a.Kind == ValueKind.Double || b.Kind == ValueKind.Double)
            return Approximate(Convert.ToDouble(a), Convert.ToDouble(b));
        try
        {
            return _operator switch
            {
                Operator.Add => Exact.Add(a, b),
                Operator.Subtract => Exact.Subtract(a, b),
                Operator.Multiply => Exact.Multiply(a, b),
                Operator.Divide => Exact.Divide(a, b),
                _ => Exact.Remainder(a, b),
            };
        }
        catch (EvalFault fault) when (fault.Mark(At))
        {
            throw;
        }
    }

    private Value WholeQuotient(scoped in Value a, scoped in Value b)
    {
        try
        {
            return Exact.WholeQuotient(Convert.ToExact(a), Convert.ToExact(b));
        }
        catch (EvalFault fault) when (fault.Mark(At))
        {
            throw;
        }
    }

    private Value Approximate(double a, double b)
    {
        if (b == 0 && _operator is Operator.Divide or Operator.Remainder)
            return default;
        var result = _operator switch
        {
            Operator.Add => a + b,
            Operator.Subtract => a - b,
            Operator.Multiply => a * b,
            Operator.Divide => a / b,
            _ => a % b,
        };
        return double.IsFinite(result) ? Value.Of(result) : throw Range(Value.Of(a), Value.Of(b));
    }

    private EvalFault Range(scoped in Value a, scoped in Value b)
    {
        var sign = _operator switch
        {
            Operator.Add => "+",
            Operator.Subtract => "-",
            Operator.Multiply => "*",
            Operator.Divide => "/",
            Operator.WholeDivide => "DIV",
            _ => "%",
        };
        var fault = new EvalFault($"{ValueText.Of(a)} {sign} {ValueText.Of(b)} is out of range");
        fault.Mark(At);
        return fault;
    }
}
