namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>TIMESTAMPDIFF(unit, from, to)</c>: whole units.</summary>
internal sealed class TimestampDiffNode : Node
{
    private readonly TimeUnit _unit;
    private readonly Node _from;
    private readonly Node _to;

    public TimestampDiffNode(TimeUnit unit, Node from, Node to)
    {
        (_unit, _from, _to) = (unit, from, to);
        Over(from, to);
        Type = StaticType.Int;
        IsConstant = AllConstant(from, to);
    }

    public override Value Eval(scoped ref Row row)
    {
        var from = SqlTime.ToMoment(_from.Eval(ref row), row.Clock);
        if (from.IsNull)
            return default;
        var to = SqlTime.ToMoment(_to.Eval(ref row), row.Clock);
        if (to.IsNull)
            return default;
        var ticks = to.Ticks - from.Ticks;
        return Value.Of(
            _unit switch
            {
                TimeUnit.Microsecond => ticks / 10,
                TimeUnit.Second => ticks / TimeSpan.TicksPerSecond,
                TimeUnit.Minute => ticks / TimeSpan.TicksPerMinute,
                TimeUnit.Hour => ticks / TimeSpan.TicksPerHour,
                TimeUnit.Day => ticks / TimeSpan.TicksPerDay,
                TimeUnit.Week => ticks / TimeSpan.TicksPerDay / 7,
                TimeUnit.Month => Months(from.Moment, to.Moment),
                TimeUnit.Quarter => Months(from.Moment, to.Moment) / 3,
                TimeUnit.Year => Months(from.Moment, to.Moment) / 12,
                _ => throw new EvalFault($"TIMESTAMPDIFF has no unit of several words"),
            }
        );
    }

    private static long Months(DateTime from, DateTime to)
    {
        if (from > to)
            return -Months(to, from);
        var months = (to.Year - from.Year) * 12 + to.Month - from.Month;
        var isWhole = (to.Day, to.TimeOfDay).CompareTo((from.Day, from.TimeOfDay)) >= 0;
        return isWhole ? months : months - 1;
    }
}
