using System.Globalization;

namespace Weir.Sandbox.Kingdee;

/// <summary>Values as the database compares them: text without regard to case and to trailing blanks.</summary>
internal static class SqlValue
{
    public static readonly IEqualityComparer<object> Equality = new ValueEquality();

    /// <summary>Turns a literal into the type of the column that it is compared with.</summary>
    public static object Convert(string text, Column column)
    {
        object? value = column.Kind switch
        {
            FieldKind.Int or FieldKind.Decimal => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : null,
            FieldKind.Bool => text.ToUpperInvariant() switch
            {
                "1" or "TRUE" => true,
                "0" or "FALSE" => false,
                _ => null,
            },
            FieldKind.Date => FieldReader.ParseDate(text),
            _ => text,
        };
        return value ?? throw new QueryException($"字段{column.Path}的值“{text}”类型转换失败", MsgCode.Database);
    }

    /// <summary>Both are of one type after <see cref="Convert"/>, except that whole numbers meet decimals.</summary>
    public static int Order(object left, object right) =>
        (left, right) switch
        {
            (string a, string b) => string.Compare(a.TrimEnd(' '), b.TrimEnd(' '), StringComparison.OrdinalIgnoreCase),
            (DateTime a, DateTime b) => a.CompareTo(b),
            (bool a, bool b) => a.CompareTo(b),
            _ => System
                .Convert.ToDecimal(left, CultureInfo.InvariantCulture)
                .CompareTo(System.Convert.ToDecimal(right, CultureInfo.InvariantCulture)),
        };

    /// <summary>LIKE with <c>%</c> and <c>_</c>; character classes are not simulated.</summary>
    public static bool Like(string text, string pattern)
    {
        int t = 0,
            p = 0,
            star = -1,
            mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '%')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == '_' || char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t])))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Length && pattern[p] == '%')
            p++;
        return p == pattern.Length;
    }

    private sealed class ValueEquality : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => x is not null && y is not null && Order(x, y) == 0;

        public int GetHashCode(object obj) =>
            obj switch
            {
                string text => StringComparer.OrdinalIgnoreCase.GetHashCode(text.TrimEnd(' ')),
                long number => ((decimal)number).GetHashCode(),
                _ => obj.GetHashCode(),
            };
    }
}
