namespace Weir.Engine.Mapping.Expressions;

/// <summary>Brings the value of one choice to the type that all choices have together.</summary>
internal static class Cast
{
    public static Value To(scoped in Value value, StaticType type, Arena arena)
    {
        if (!type.IsKnown || value.IsNull || value.Kind == type.Kind && type.Kind != ValueKind.Decimal)
            return value;
        return type.Kind switch
        {
            ValueKind.Text => Value.Of(Convert.ToText(value, arena)),
            ValueKind.Decimal => Shown(Convert.ToExact(value), type.Scale),
            ValueKind.Double => Value.Of(Convert.ToDouble(value)),
            ValueKind.DateTime when value.Kind == ValueKind.Date => Value.OfDateTime(value.Moment, 0),
            _ => value,
        };
    }

    private static Value Shown(scoped in Value number, int scale) =>
        number.Kind == ValueKind.Int ? Value.Of(number.Int, scale)
        : number.Big is { } big ? Value.Of(big, scale)
        : Value.Of(number.Decimal, scale);
}
