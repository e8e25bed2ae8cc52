namespace Weir.Engine.Mapping.Expressions;

/// <summary>A run's times and its zone, made ready once for all records.</summary>
internal sealed class EvalClock
{
    private readonly TimeZoneInfo _zone;
    private readonly DateTime _steadyFrom;
    private readonly TimeSpan _steady;

    public EvalClock(RunVariables variables)
    {
        Variables = variables;
        _zone = variables.Zone;
        _steady = _zone.BaseUtcOffset;
        _steadyFrom = DateTime.MinValue;
        // Since China gave up summer time in 1991 its offset is one number; looking it up in the rules for each date is what costs.
        foreach (var rule in _zone.GetAdjustmentRules())
            _steadyFrom =
                rule.DateEnd.Year >= 9998 ? DateTime.MaxValue
                : rule.DateEnd.AddDays(2) > _steadyFrom ? rule.DateEnd.AddDays(2)
                : _steadyFrom;
        Now = ToLocal(variables.Current.UtcDateTime);
        Now = Now.AddTicks(-(Now.Ticks % TimeSpan.TicksPerSecond));
    }

    public RunVariables Variables { get; }

    /// <summary>The run's now in its zone, in whole seconds.</summary>
    public DateTime Now { get; }

    public DateTime ToLocal(DateTime utc) =>
        utc > _steadyFrom ? utc + _steady : TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), _zone);

    /// <summary>The offset of a local time; of one that summer time skips or doubles, the offset in winter.</summary>
    public TimeSpan OffsetOf(DateTime local) =>
        local > _steadyFrom ? _steady : _zone.GetUtcOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified));
}
