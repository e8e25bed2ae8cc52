namespace Weir.Engine.Mapping.Expressions;

/// <summary>Compares values of any two kinds, as MySQL does: texts by the collation, numbers as numbers, dates as dates.</summary>
internal static class Comparer
{
    /// <summary>Less, equal or greater than zero; false if one of them is null or no date.</summary>
    public static bool TryCompare(scoped in Value a, scoped in Value b, EvalClock clock, out int order)
    {
        order = 0;
        if (a.IsNull || b.IsNull)
            return false;
        if (a.Kind == ValueKind.Int && b.Kind == ValueKind.Int)
        {
            order = a.Int.CompareTo(b.Int);
            return true;
        }
        if (a.Kind is ValueKind.Text or ValueKind.Json && b.Kind is ValueKind.Text or ValueKind.Json)
        {
            order = Collation.Compare(a.Text, b.Text);
            return true;
        }
        if (a.IsTemporal || b.IsTemporal)
            return TryCompareTimes(a, b, clock, out order);
        order = CompareNumbers(Convert.ToNumber(a), Convert.ToNumber(b));
        return true;
    }

    private static int CompareNumbers(scoped in Value a, scoped in Value b) =>
        a.Kind == ValueKind.Double || b.Kind == ValueKind.Double ? Convert.ToDouble(a).CompareTo(Convert.ToDouble(b)) : Exact.Compare(a, b);

    private static bool TryCompareTimes(scoped in Value a, scoped in Value b, EvalClock clock, out int order)
    {
        if (a.Kind == ValueKind.Time && b.Kind is ValueKind.Time or ValueKind.Text || b.Kind == ValueKind.Time && a.Kind == ValueKind.Text)
            return TryCompareTicks(SqlTime.ToTime(a), SqlTime.ToTime(b), out order);
        return TryCompareTicks(SqlTime.ToMoment(a, clock), SqlTime.ToMoment(b, clock), out order);
    }

    private static bool TryCompareTicks(scoped in Value a, scoped in Value b, out int order)
    {
        order = a.Ticks.CompareTo(b.Ticks);
        return !a.IsNull && !b.IsNull;
    }

    /// <summary>Equal, and neither is null.</summary>
    public static bool AreEqual(scoped in Value a, scoped in Value b, EvalClock clock) =>
        a.Kind == ValueKind.Text && b.Kind == ValueKind.Text
            ? Collation.AreEqual(a.Text, b.Text)
            : TryCompare(a, b, clock, out var order) && order == 0;
}
