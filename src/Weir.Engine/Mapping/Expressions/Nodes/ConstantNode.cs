namespace Weir.Engine.Mapping.Expressions;

/// <summary>A literal, or a part of an expression that was worked out when it was compiled.</summary>
internal sealed class ConstantNode : Node
{
    private readonly ValueKind _kind;
    private readonly byte[] _text = [];
    private readonly long _whole;
    private readonly double _double;
    private readonly decimal _decimal;
    private readonly BigNumber? _big;
    private readonly byte _scale;

    public ConstantNode(scoped in Value value, StaticType type = default)
    {
        _kind = value.Kind;
        _scale = value.Scale;
        IsConstant = true;
        Type = type.IsKnown ? type : new StaticType(IsKnown: true, value.Kind, value.Scale);
        switch (value.Kind)
        {
            case ValueKind.Null:
                break;
            case ValueKind.Text or ValueKind.Json:
                _text = value.Text.ToArray();
                break;
            case ValueKind.Double:
                _double = value.Double;
                break;
            case ValueKind.Decimal:
                _big = value.Big;
                _decimal = value.Big is null ? value.Decimal : 0;
                break;
            default:
                _whole = value.Ticks;
                break;
        }
    }

    public bool IsNull => _kind == ValueKind.Null;

    /// <summary>The bytes of a text; empty with other kinds.</summary>
    public byte[] Text => _text;

    public ValueKind Kind => _kind;

    public long Whole => _whole;

    public override Value Eval(scoped ref Row row) =>
        _kind switch
        {
            ValueKind.Null => default,
            ValueKind.Int => Value.Of(_whole),
            ValueKind.Decimal => _big is null ? Value.Of(_decimal, _scale) : Value.Of(_big, _scale),
            ValueKind.Double => _scale > 0 ? Value.OfRounded(_double, _scale - 1) : Value.Of(_double),
            ValueKind.Text => Value.Of(_text),
            ValueKind.Json => Value.OfJson(_text),
            ValueKind.Date => Value.OfDate(new DateTime(_whole)),
            ValueKind.DateTime => Value.OfDateTime(new DateTime(_whole), _scale),
            _ => Value.OfTime(_whole, _scale),
        };
}
