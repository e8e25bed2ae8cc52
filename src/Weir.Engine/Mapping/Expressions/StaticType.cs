namespace Weir.Engine.Mapping.Expressions;

/// <summary>What is known of a value when an expression is compiled. Fields of a record are unknown: their kind shows with each record.</summary>
/// <param name="IsKnown">The kind is known.</param>
/// <param name="Kind">The kind; Null with the word NULL.</param>
/// <param name="Scale">Digits shown after the point, of a decimal.</param>
internal readonly record struct StaticType(bool IsKnown, ValueKind Kind, byte Scale = 0)
{
    public static StaticType Unknown => default;
    public static readonly StaticType Int = new(IsKnown: true, ValueKind.Int);
    public static readonly StaticType Double = new(IsKnown: true, ValueKind.Double);
    public static readonly StaticType Text = new(IsKnown: true, ValueKind.Text);
    public static readonly StaticType Date = new(IsKnown: true, ValueKind.Date);
    public static readonly StaticType DateTime = new(IsKnown: true, ValueKind.DateTime);
    public static readonly StaticType Time = new(IsKnown: true, ValueKind.Time);
    public static readonly StaticType Json = new(IsKnown: true, ValueKind.Json);

    public static StaticType Decimal(int scale) => new(IsKnown: true, ValueKind.Decimal, (byte)Math.Clamp(scale, 0, Exact.MostScale));

    public bool IsNull => IsKnown && Kind == ValueKind.Null;

    private bool IsNumber => Kind is ValueKind.Int or ValueKind.Decimal or ValueKind.Double;

    /// <summary>The type of a choice between values: CASE, IF, COALESCE … It is unknown when one of them is.</summary>
    public static StaticType Common(ReadOnlySpan<Node> choices)
    {
        var common = new StaticType(IsKnown: true, ValueKind.Null);
        foreach (var choice in choices)
        {
            if (!choice.Type.IsKnown)
                return Unknown;
            common = Common(common, choice.Type);
        }
        return common;
    }

    private static StaticType Common(StaticType a, StaticType b)
    {
        if (a.IsNull || b.IsNull)
            return a.IsNull ? b : a;
        if (a.IsNumber && b.IsNumber)
        {
            if (a.Kind == ValueKind.Double || b.Kind == ValueKind.Double)
                return Double;
            return a.Kind == ValueKind.Int && b.Kind == ValueKind.Int ? Int : Decimal(Math.Max(a.Scale, b.Scale));
        }
        if (a.Kind == b.Kind)
            return a;
        return a.Kind is ValueKind.Date or ValueKind.DateTime && b.Kind is ValueKind.Date or ValueKind.DateTime ? DateTime : Text;
    }

    /// <summary>The type of a sum, difference, product, quotient or remainder.</summary>
    public static StaticType Arithmetic(StaticType a, StaticType b, Operator by)
    {
        if (a.IsNull || b.IsNull)
            return new(IsKnown: true, ValueKind.Null);
        if (!a.IsKnown || !b.IsKnown)
            return Unknown;
        if (by == Operator.WholeDivide)
            return Int;
        if (
            a.Kind is ValueKind.Text or ValueKind.Json or ValueKind.Double
            || b.Kind is ValueKind.Text or ValueKind.Json or ValueKind.Double
        )
            return Double;
        if (by == Operator.Divide)
            return Decimal(a.Scale + 4);
        if (a.Scale == 0 && b.Scale == 0 && a.Kind != ValueKind.Decimal && b.Kind != ValueKind.Decimal)
            return Int;
        return Decimal(by == Operator.Multiply ? a.Scale + b.Scale : Math.Max(a.Scale, b.Scale));
    }
}

/// <summary>Operators of two operands that give a number.</summary>
internal enum Operator
{
    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>/</c></summary>
    Divide,

    /// <summary><c>DIV</c></summary>
    WholeDivide,

    /// <summary><c>%</c>, <c>MOD</c></summary>
    Remainder,
}
