using System.Buffers.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Turns values of one kind into another, as MySQL does.</summary>
internal static class Convert
{
    /// <summary>The text of a value; of null, none.</summary>
    public static ReadOnlySpan<byte> ToText(scoped in Value value, Arena arena)
    {
        if (value.Kind is ValueKind.Text or ValueKind.Json)
            return value.Text;
        var start = arena.Used;
        AddText(value, arena);
        return arena.Since(start);
    }

    /// <summary>Appends the text of a value to the arena.</summary>
    public static void AddText(scoped in Value value, Arena arena)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                break;
            case ValueKind.Text or ValueKind.Json:
                arena.Add(value.Text);
                break;
            case ValueKind.Int:
                Utf8Formatter.TryFormat(value.Int, arena.Room(20), out var written);
                arena.Advance(written);
                break;
            case ValueKind.Decimal when value.Big is { } big:
                foreach (var c in big.ToText(value.Scale))
                    arena.Add((byte)c);
                break;
            case ValueKind.Decimal:
                arena.Advance(DecimalText.Write(value.Decimal, value.Scale, arena.Room(80)));
                break;
            case ValueKind.Double when value.Scale > 0:
                AddFixed(value.Double, value.Scale - 1, arena);
                break;
            case ValueKind.Double:
                arena.Advance(DoubleText.Write(value.Double, arena.Room(DoubleText.MostBytes)));
                break;
            default:
                arena.Advance(TimeText.Write(value, arena.Room(TimeText.MostBytes)));
                break;
        }
    }

    private static void AddFixed(double value, int digits, Arena arena)
    {
        if (value == 0)
            value = 0;
        // All digits of a double with an exponent of 308, its sign and its fraction.
        value.TryFormat(
            arena.Room(400),
            out var written,
            digits == 0 ? "F0" : $"F{digits}",
            System.Globalization.CultureInfo.InvariantCulture
        );
        arena.Advance(written);
    }

    public static double ToDouble(scoped in Value value) =>
        value.Kind switch
        {
            ValueKind.Int => value.Int,
            ValueKind.Double => value.Double,
            ValueKind.Decimal => value.Big is { } big ? big.ToDouble() : Exact.ToDouble(value.Decimal),
            ValueKind.Text or ValueKind.Json => Numbers.Prefix(value.Text),
            _ => ToDouble(ToExact(value)),
        };

    /// <summary>An exact number: a whole one or a decimal.</summary>
    public static Value ToExact(scoped in Value value) =>
        value.Kind switch
        {
            ValueKind.Int or ValueKind.Decimal => value,
            ValueKind.Double => Exact.FromDouble(value.Double),
            ValueKind.Text or ValueKind.Json => Numbers.ExactPrefix(value.Text),
            ValueKind.Date => Value.Of(SqlTime.DayNumber(value.Moment)),
            ValueKind.DateTime or ValueKind.Time => SqlTime.ToNumber(value),
            _ => default,
        };

    /// <summary>What takes part in arithmetic: a number; text is a double, but exact when it stands bare in a record's field and is a number.</summary>
    public static Value ToNumber(scoped in Value value)
    {
        if (value.IsNumber || value.IsNull)
            return value;
        if (value.Kind is ValueKind.Text or ValueKind.Json)
            return value.IsLoose && Numbers.TryRead(Utf8Text.TrimSpaces(value.Text), out var number)
                ? number
                : Value.Of(Numbers.Prefix(value.Text));
        return ToExact(value);
    }

    /// <summary>A whole number for a count or a position: rounded, and clamped to 64 bits. Text gives the whole number it begins with.</summary>
    public static long ToInt(scoped in Value value) =>
        value.Kind switch
        {
            ValueKind.Int => value.Int,
            ValueKind.Double => value.Double >= 9.2233720368547758e18 ? long.MaxValue
            : value.Double <= -9.2233720368547758e18 ? long.MinValue
            : (long)Math.Round(value.Double, MidpointRounding.ToEven),
            ValueKind.Text or ValueKind.Json => WholePrefix(value.Text),
            _ => Exact.ToInt(ToExact(value), clamp: true).Int,
        };

    private static long WholePrefix(ReadOnlySpan<byte> text)
    {
        var part = Numbers.PrefixOf(text, exponent: false);
        var point = part.IndexOf((byte)'.');
        if (point >= 0)
            part = part[..point];
        if (part.IsEmpty || part is [(byte)'-' or (byte)'+'])
            return 0;
        if (Utf8Parser.TryParse(part, out long whole, out _))
            return whole;
        return part[0] == (byte)'-' ? long.MinValue : long.MaxValue;
    }

    /// <summary>Whether a value that is not null counts as true: any number but zero.</summary>
    public static bool IsTrue(scoped in Value value) =>
        value.Kind switch
        {
            ValueKind.Int => value.Int != 0,
            ValueKind.Double => value.Double != 0,
            ValueKind.Decimal => !Exact.IsZero(value),
            ValueKind.Text or ValueKind.Json => Numbers.Prefix(value.Text) != 0,
            _ => true,
        };
}
