namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>EXTRACT(unit FROM time)</c></summary>
internal sealed class ExtractNode : Node
{
    private readonly TimeUnit _unit;
    private readonly Node _time;

    public ExtractNode(TimeUnit unit, Node time)
    {
        (_unit, _time) = (unit, time);
        Over(time);
        Type = StaticType.Int;
        IsConstant = time.IsConstant;
    }

    public override Value Eval(scoped ref Row row)
    {
        var value = SqlTime.ToMoment(_time.Eval(ref row), row.Clock);
        if (value.IsNull)
            return default;
        var time = value.Moment;
        return Value.Of(
            _unit switch
            {
                TimeUnit.Microsecond => time.Ticks % TimeSpan.TicksPerSecond / 10,
                TimeUnit.Second => time.Second,
                TimeUnit.Minute => time.Minute,
                TimeUnit.Hour => time.Hour,
                TimeUnit.Day => time.Day,
                TimeUnit.Week => Weeks.Number(time, 0, out _),
                TimeUnit.Month => time.Month,
                TimeUnit.Quarter => (time.Month + 2) / 3,
                TimeUnit.Year => time.Year,
                TimeUnit.YearMonth => time.Year * 100 + time.Month,
                TimeUnit.DayHour => time.Day * 100 + time.Hour,
                TimeUnit.DayMinute => time.Day * 10_000 + time.Hour * 100 + time.Minute,
                TimeUnit.DaySecond => time.Day * 1_000_000 + time.Hour * 10_000 + time.Minute * 100 + time.Second,
                TimeUnit.HourMinute => time.Hour * 100 + time.Minute,
                TimeUnit.HourSecond => time.Hour * 10_000 + time.Minute * 100 + time.Second,
                _ => time.Minute * 100 + time.Second,
            }
        );
    }
}
