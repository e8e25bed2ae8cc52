namespace Weir.Engine.Mapping.Expressions;

/// <summary>A time and an interval; null when the result is beyond the years 1 to 9999.</summary>
internal sealed class DateAddNode : Node
{
    private readonly Node _time;
    private readonly Node _amount;
    private readonly TimeUnit _unit;
    private readonly bool _subtract;

    public DateAddNode(Node time, Node amount, TimeUnit unit, bool subtract)
    {
        (_time, _amount, _unit, _subtract) = (time, amount, unit, subtract);
        Over(time, amount);
        IsConstant = AllConstant(time, amount);
        Type =
            !time.Type.IsKnown ? StaticType.Unknown
            : time.Type.Kind == ValueKind.Date && KeepsDays ? StaticType.Date
            : time.Type.Kind is ValueKind.Date or ValueKind.DateTime ? StaticType.DateTime
            : time.Type.Kind == ValueKind.Time ? StaticType.Time
            : StaticType.Text;
    }

    private bool KeepsDays =>
        _unit is TimeUnit.Day or TimeUnit.Week or TimeUnit.Month or TimeUnit.Quarter or TimeUnit.Year or TimeUnit.YearMonth;

    public override Value Eval(scoped ref Row row)
    {
        var given = _time.Eval(ref row);
        if (given.IsNull)
            return default;
        var amount = _amount.Eval(ref row);
        if (amount.IsNull || Interval.Read(amount, _unit) is not { } interval)
            return default;
        if (_subtract)
            interval = new Interval(-interval.Months, -interval.Ticks, interval.HasFraction);
        if (given.Kind == ValueKind.Time && !KeepsDays)
        {
            var ticks = given.Ticks + interval.Ticks;
            return Math.Abs(ticks) > SqlTime.MostTicks ? default : Value.OfTime(ticks, interval.HasFraction ? 6 : given.Scale);
        }
        var time = SqlTime.ToDayOrMoment(given, row.Clock);
        if (time.IsNull)
            return default;
        if (!TryAdd(time.Moment, interval, out var result))
            return default;
        if (time.Kind == ValueKind.Date && KeepsDays)
            return Value.OfDate(result);
        // As text a fraction is written out whole.
        var digits = interval.HasFraction || time.Scale > 0 && given.Kind == ValueKind.Text ? 6 : time.Scale;
        return Value.OfDateTime(result, digits);
    }

    private static bool TryAdd(DateTime time, Interval interval, out DateTime result)
    {
        result = default;
        var months = time.Year * 12L + time.Month - 1 + interval.Months;
        if (months is < 12 or > 9999 * 12 + 11)
            return false;
        if (interval.Months != 0)
            time = time.AddMonths((int)interval.Months);
        var ticks = time.Ticks + interval.Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks || ticks < time.Ticks && interval.Ticks > 0)
            return false;
        result = new DateTime(ticks);
        return true;
    }
}
