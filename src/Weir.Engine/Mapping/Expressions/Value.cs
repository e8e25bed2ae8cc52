using System.Runtime.InteropServices;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>
/// One value while an expression is worked out. Text points into the record, the arena or a constant, so nothing is allocated; it lives as long as the
/// record is worked on.
/// </summary>
internal readonly ref struct Value
{
    private readonly Bits _bits;

    private Value(ValueKind kind, ReadOnlySpan<byte> text, bool loose = false)
    {
        Kind = kind;
        Text = text;
        IsLoose = loose;
    }

    private Value(ValueKind kind, Bits bits, int scale, BigNumber? big = null)
    {
        Kind = kind;
        _bits = bits;
        Scale = (byte)scale;
        Big = big;
    }

    /// <summary>Bytes of a text, or of JSON.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>Digits beyond 28; only with decimals, and rarely.</summary>
    public BigNumber? Big { get; }

    /// <summary>The kind; a default value is null.</summary>
    public ValueKind Kind { get; }

    /// <summary>
    /// Digits after the point that are shown: a quotient is kept with more than that, as MySQL does. With times: digits of a second's fraction. With
    /// doubles: one more than the digits shown, 0 when they show as many as they need.
    /// </summary>
    public byte Scale { get; }

    /// <summary>Text of a record's field that stands bare: a number in it is exact in arithmetic, because vendors send amounts as text.</summary>
    public bool IsLoose { get; }

    public bool IsNull => Kind == ValueKind.Null;

    public bool IsNumber => Kind is ValueKind.Int or ValueKind.Decimal or ValueKind.Double;

    public bool IsTemporal => Kind is ValueKind.Date or ValueKind.DateTime or ValueKind.Time;

    public long Int => _bits.Int;

    public decimal Decimal => _bits.Decimal;

    public double Double => _bits.Double;

    /// <summary>Ticks of a day, a day with time, or a time.</summary>
    public long Ticks => _bits.Int;

    public DateTime Moment => new(_bits.Int);

    public static Value Of(long value) => new(ValueKind.Int, new Bits { Int = value }, 0);

    public static Value Of(bool value) => Of(value ? 1L : 0L);

    public static Value Of(double value) => new(ValueKind.Double, new Bits { Double = value }, 0);

    /// <summary>A double that was rounded: it is shown with exactly so many digits after the point.</summary>
    public static Value OfRounded(double value, int digits) => new(ValueKind.Double, new Bits { Double = value }, digits + 1);

    public static Value Of(decimal value, int scale) => new(ValueKind.Decimal, new Bits { Decimal = value }, scale);

    public static Value Of(BigNumber value, int scale) => new(ValueKind.Decimal, default, scale, value);

    public static Value Of(ReadOnlySpan<byte> text) => new(ValueKind.Text, text);

    public static Value OfField(ReadOnlySpan<byte> text) => new(ValueKind.Text, text, loose: true);

    public static Value OfJson(ReadOnlySpan<byte> json) => new(ValueKind.Json, json);

    public static Value OfDate(DateTime day) => new(ValueKind.Date, new Bits { Int = day.Ticks }, 0);

    public static Value OfDateTime(DateTime moment, int digits) => new(ValueKind.DateTime, new Bits { Int = moment.Ticks }, digits);

    public static Value OfTime(long ticks, int digits) => new(ValueKind.Time, new Bits { Int = ticks }, digits);

    [StructLayout(LayoutKind.Explicit)]
    private struct Bits
    {
        [FieldOffset(0)]
        public long Int;

        [FieldOffset(0)]
        public double Double;

        [FieldOffset(0)]
        public decimal Decimal;
    }
}
