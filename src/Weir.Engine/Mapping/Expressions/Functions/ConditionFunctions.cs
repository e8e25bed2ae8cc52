namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions that choose.</summary>
internal static class ConditionFunctions
{
    public static Value NullIf(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var value = a[0].Eval(ref row);
        return value.IsNull || Comparer.AreEqual(value, a[1].Eval(ref row), row.Clock) ? default : value;
    }

    public static Value IsNull(ReadOnlySpan<Node> a, scoped ref Row row) => Value.Of(a[0].Eval(ref row).IsNull);

    public static Value Elt(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryInt(ref row, out var number) || number < 1 || number >= a.Length)
            return default;
        var value = a[(int)number].Eval(ref row);
        return value.IsNull ? default : Value.Of(Convert.ToText(value, row.Arena));
    }

    public static Value Field(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var wanted = a[0].Eval(ref row);
        for (var i = 1; i < a.Length && !wanted.IsNull; i++)
            if (Comparer.AreEqual(wanted, a[i].Eval(ref row), row.Clock))
                return Value.Of((long)i);
        return Value.Of(0L);
    }
}
