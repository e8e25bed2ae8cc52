using System.Numerics;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>CAST and CONVERT to a number or text of some size; those to dates are plain functions.</summary>
internal sealed class CastNode : Node
{
    /// <summary>Types that can be cast to.</summary>
    public static readonly string[] Types = ["SIGNED", "UNSIGNED", "DECIMAL", "DOUBLE", "CHAR", "DATE", "DATETIME", "TIME", "JSON"];

    private readonly Node _value;
    private readonly string _to;
    private readonly int _length;
    private readonly int _scale;

    private CastNode(Node value, string to, int length, int scale, StaticType type)
    {
        (_value, _to, _length, _scale) = (value, to, length, scale);
        Over(value);
        Type = type;
        IsConstant = value.IsConstant;
    }

    /// <summary>A cast; null if there is no such type.</summary>
    public static Node? Create(Node value, string type, int? first, int? second, int at)
    {
        switch (type)
        {
            case "SIGNED" or "INTEGER" or "INT" or "BIGINT":
                return new CastNode(value, "SIGNED", 0, 0, StaticType.Int) { At = at };
            case "UNSIGNED":
                return new CastNode(value, type, 0, 0, StaticType.Int) { At = at };
            case "DECIMAL" or "DEC" or "NUMERIC":
                var digits = Math.Clamp(first ?? 10, 1, BigNumber.MostDigits);
                var scale = Math.Clamp(second ?? 0, 0, Math.Min(digits, Exact.MostScale));
                return new CastNode(value, "DECIMAL", digits, scale, StaticType.Decimal(scale)) { At = at };
            case "DOUBLE" or "FLOAT" or "REAL":
                return new CastNode(value, "DOUBLE", 0, 0, StaticType.Double) { At = at };
            case "CHAR" or "VARCHAR" or "NCHAR" or "TEXT":
                return new CastNode(value, "CHAR", first ?? int.MaxValue, 0, StaticType.Text) { At = at };
            case "DATE" or "DATETIME" or "TIME":
                return new CastNode(
                    value,
                    type,
                    0,
                    Math.Clamp(first ?? 0, 0, 6),
                    type is "DATE" ? StaticType.Date
                        : type is "TIME" ? StaticType.Time
                        : StaticType.DateTime
                )
                {
                    At = at,
                };
            case "JSON":
                return new CastNode(value, type, 0, 0, StaticType.Json) { At = at };
            default:
                return null;
        }
    }

    public override Value Eval(scoped ref Row row)
    {
        var value = _value.Eval(ref row);
        if (value.IsNull)
            return default;
        switch (_to)
        {
            case "SIGNED":
                return Value.Of(Convert.ToInt(value));
            case "UNSIGNED":
                return Unsigned(value);
            case "DECIMAL":
                return Bounded(Convert.ToExact(value));
            case "DOUBLE":
                return Value.Of(Convert.ToDouble(value));
            case "CHAR":
                var text = Convert.ToText(value, row.Arena);
                return Value.Of(text[..Utf8Text.Offset(text, _length)]);
            case "JSON":
                var json = Convert.ToText(value, row.Arena);
                return JsonPath.IsJson(json) ? Value.OfJson(json) : default;
            default:
                return Time(value, row.Clock);
        }
    }

    private Value Time(scoped in Value value, EvalClock clock)
    {
        if (_to is "TIME")
        {
            var time = SqlTime.ToTime(value);
            return time.IsNull ? default : Value.OfTime(Cut(time.Ticks), _scale);
        }
        var moment = SqlTime.ToMoment(value, clock);
        if (moment.IsNull)
            return default;
        return _to is "DATE" ? Value.OfDate(moment.Moment.Date) : Value.OfDateTime(new DateTime(Cut(moment.Ticks)), _scale);
    }

    private long Cut(long ticks)
    {
        var unit = TimeSpan.TicksPerSecond / (long)Numbers.Ten(_scale);
        return ticks - ticks % unit;
    }

    /// <summary>Negative numbers count from the top, as with MySQL.</summary>
    private static Value Unsigned(scoped in Value value)
    {
        if (value.Kind == ValueKind.Int)
            return value.Int >= 0 ? value : new BigNumber((ulong)value.Int, 0).ToValue(0);
        var exact = Exact.Big(value.Kind == ValueKind.Text ? WholePart(value) : Convert.ToExact(value)).Rescale(0).Digits;
        if (exact.Sign < 0)
            return value.Kind == ValueKind.Text && exact >= long.MinValue ? new BigNumber((ulong)(long)exact, 0).ToValue(0) : Value.Of(0L);
        var bounded = BigInteger.Min(exact, ulong.MaxValue);
        return bounded <= long.MaxValue ? Value.Of((long)bounded) : new BigNumber(bounded, 0).ToValue(0);
    }

    private static Value WholePart(scoped in Value text)
    {
        var part = Numbers.PrefixOf(text.Text, exponent: false);
        var point = part.IndexOf((byte)'.');
        return Numbers.TryRead(point >= 0 ? part[..point] : part, out var whole) ? whole : Value.Of(0L);
    }

    /// <summary>Rounded to the scale; what has more digits than the type becomes its largest number, as with MySQL.</summary>
    private Value Bounded(scoped in Value exact)
    {
        if (exact.Big is null && _length - _scale <= 18)
        {
            var rounded = decimal.Round(
                exact.Kind == ValueKind.Int ? exact.Int : exact.Decimal,
                Math.Min(_scale, 28),
                MidpointRounding.AwayFromZero
            );
            if (Math.Abs(rounded) < Numbers.Ten(_length - _scale))
                // With its zeros: a quotient keeps as many digits as its operands have.
                return Value.Of(rounded + new decimal(0, 0, 0, isNegative: false, (byte)Math.Min(_scale, 10)), _scale);
        }
        var most = BigInteger.Pow(10, _length) - 1;
        var digits = Exact.Big(exact).Rescale(_scale).Digits;
        return new BigNumber(BigInteger.Max(-most, BigInteger.Min(most, digits)), _scale).ToValue(_scale);
    }
}
