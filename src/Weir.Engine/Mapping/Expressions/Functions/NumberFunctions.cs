using System.Globalization;
using System.Numerics;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions on numbers.</summary>
internal static class NumberFunctions
{
    public static StaticType NumberType(Node[] a) =>
        a[0].Type.IsKnown && a[0].Type.Kind is ValueKind.Text or ValueKind.Json ? StaticType.Double : a[0].Type;

    public static StaticType WholeType(Node[] a) =>
        NumberType(a) is { IsKnown: true, Kind: ValueKind.Decimal } ? StaticType.Unknown : NumberType(a);

    public static StaticType RoundType(Node[] a)
    {
        var type = NumberType(a);
        if (!type.IsKnown || type.Kind != ValueKind.Decimal)
            return type;
        if (a.Length == 1)
            return StaticType.Decimal(0);
        return a[1] is ConstantNode { Kind: ValueKind.Int } digits
            ? StaticType.Decimal((int)Math.Clamp(digits.Whole, 0, Exact.MostScale))
            : type;
    }

    public static Value Round(ReadOnlySpan<Node> a, scoped ref Row row, bool cut)
    {
        var number = Convert.ToNumber(a[0].Eval(ref row));
        if (number.IsNull)
            return default;
        var count = 0L;
        if (a.Length > 1 && !a[1].TryInt(ref row, out count))
            return default;
        var digits = (int)Math.Clamp(count, -BigNumber.MostDigits, Exact.MostScale);
        switch (number.Kind)
        {
            case ValueKind.Int:
                return digits >= 0 ? number : Exact.ToInt(Exact.Round(number, digits, 0, cut), clamp: false);
            case ValueKind.Decimal:
                var shown =
                    a.Length == 1 ? 0
                    : a[1].IsConstant ? Math.Max(digits, 0)
                    : number.Scale;
                return Exact.Round(number, Math.Min(digits, Exact.MostScale), shown, cut);
            default:
                return Value.OfRounded(Round(number.Double, digits, cut), Math.Max(digits, 0));
        }
    }

    private static double Round(double value, int digits, bool cut)
    {
        var unit = Math.Pow(10, Math.Abs(digits));
        var scaled = digits < 0 ? value / unit : value * unit;
        if (!double.IsFinite(scaled))
            return value;
        var whole = cut ? Math.Truncate(scaled) : Math.Round(scaled, MidpointRounding.ToEven);
        return digits < 0 ? whole * unit : whole / unit;
    }

    public static Value Whole(ReadOnlySpan<Node> a, scoped ref Row row, bool up)
    {
        var number = Convert.ToNumber(a[0].Eval(ref row));
        return number.Kind switch
        {
            ValueKind.Null => default,
            ValueKind.Double => Value.Of(up ? Math.Ceiling(number.Double) : Math.Floor(number.Double)),
            _ => Exact.Whole(number, up),
        };
    }

    public static Value Abs(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var number = Convert.ToNumber(a[0].Eval(ref row));
        return number.Kind switch
        {
            ValueKind.Null => default,
            ValueKind.Double => Value.Of(Math.Abs(number.Double)),
            _ => SignOf(number) < 0 ? Exact.Negate(number) : number,
        };
    }

    public static Value Sign(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var number = Convert.ToNumber(a[0].Eval(ref row));
        return number.IsNull ? default : Value.Of((long)SignOf(number));
    }

    private static int SignOf(scoped in Value number) =>
        number.Kind switch
        {
            ValueKind.Int => Math.Sign(number.Int),
            ValueKind.Double => Math.Sign(number.Double),
            _ => number.Big is { } big ? big.Digits.Sign : Math.Sign(number.Decimal),
        };

    public static Value Pow(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryDouble(ref row, out var x) && a[1].TryDouble(ref row, out var y) ? Finite(Math.Pow(x, y), "POW", x, y) : default;

    public static Value Sqrt(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryDouble(ref row, out var x) && x >= 0 ? Value.Of(Math.Sqrt(x)) : default;

    public static Value Exp(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryDouble(ref row, out var x) ? Finite(Math.Exp(x), "EXP", x) : default;

    public static Value Ln(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryDouble(ref row, out var x) && x > 0 ? Value.Of(Math.Log(x)) : default;

    public static Value Log10(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryDouble(ref row, out var x) && x > 0 ? Value.Of(Math.Log10(x)) : default;

    private static Value Finite(double result, string function, params ReadOnlySpan<double> of) =>
        double.IsFinite(result)
            ? Value.Of(result)
            : throw new EvalFault(
                string.Create(CultureInfo.InvariantCulture, $"{function}({string.Join(", ", of.ToArray())}) is out of range")
            );

    public static Value Format(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var number = a[0].Eval(ref row);
        if (number.IsNull || !a[1].TryInt(ref row, out var count))
            return default;
        var digits = (int)Math.Clamp(count, 0, Exact.MostScale);
        var exact = Convert.ToNumber(number);
        if (exact.Kind == ValueKind.Double)
            exact = Exact.FromDouble(Round(exact.Double, digits, cut: false));
        var plain = Exact.Big(exact).ToText(digits);
        var sign = plain[0] == '-' ? 1 : 0;
        var point = digits == 0 ? plain.Length : plain.Length - digits - 1;
        var start = row.Arena.Used;
        for (var i = 0; i < plain.Length; i++)
        {
            if (i > sign && i < point && (point - i) % 3 == 0)
                row.Arena.Add((byte)',');
            row.Arena.Add((byte)plain[i]);
        }
        return Value.Of(row.Arena.Since(start));
    }
}
