using System.Globalization;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping;

/// <summary>A variable that a template or expression may use.</summary>
internal sealed class RunVariable
{
    /// <summary>Names of variables; <c>n</c> is a number.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "LAST_SYNC_TIME",
        "CURRENT_TIME",
        "DAYS_AGO_n",
        "HOUR_AGO_n",
        "MINUTE_AGO_n",
        "PAGINATION_PAGE_SIZE",
        "PAGINATION_START_ROW",
        "PAGINATION_START_PAGE",
        "random",
    ];

    /// <summary>Before the name of a parameter.</summary>
    private const string ParameterMark = "PARAM.";

    private static readonly (string Prefix, TimeSpan Unit)[] Ago =
    [
        ("DAYS_AGO_", TimeSpan.FromDays(1)),
        ("DAY_AGO_", TimeSpan.FromDays(1)),
        ("HOURS_AGO_", TimeSpan.FromHours(1)),
        ("HOUR_AGO_", TimeSpan.FromHours(1)),
        ("MINUTES_AGO_", TimeSpan.FromMinutes(1)),
        ("MINUTE_AGO_", TimeSpan.FromMinutes(1)),
    ];

    private readonly bool _isLastSync;
    private readonly TimeSpan _ago;

    private RunVariable(string name, TimeSpan ago)
    {
        Name = name;
        _ago = ago;
        _isLastSync = string.Equals(name, "LAST_SYNC_TIME", StringComparison.Ordinal);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The parameter of the run that it stands for, or null.</summary>
    public string? Parameter => Name.StartsWith(ParameterMark, StringComparison.Ordinal) ? Name[ParameterMark.Length..] : null;

    /// <summary>A new token each time it is asked for.</summary>
    public bool IsRandom => string.Equals(Name, "random", StringComparison.Ordinal);

    /// <summary>A number that is known only while a page is read.</summary>
    public bool IsOfPage => Name.StartsWith("PAGINATION_", StringComparison.Ordinal);

    /// <summary>Finds a variable; null if there is none with that name.</summary>
    public static RunVariable? Find(string name)
    {
        // Another spelling on some pages of 轻易云; fields of records do not begin with a dollar.
        name = name switch
        {
            "$now" => "CURRENT_TIME",
            "$lastExecuteTime" or "$lastSyncTime" => "LAST_SYNC_TIME",
            _ => name,
        };
        if (name.StartsWith(ParameterMark, StringComparison.Ordinal) && name.Length > ParameterMark.Length)
            return new RunVariable(name, TimeSpan.Zero);
        if (Names.Contains(name, StringComparer.Ordinal) && !name.EndsWith("_n", StringComparison.Ordinal))
            return new RunVariable(name, TimeSpan.Zero);
        foreach (var (prefix, unit) in Ago)
            if (
                name.StartsWith(prefix, StringComparison.Ordinal)
                && name.Length - prefix.Length <= 6
                && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && unit * count < TimeSpan.FromDays(365_000)
            )
                return new RunVariable(name, unit * count);
        return null;
    }

    /// <summary>The time it stands for.</summary>
    public DateTimeOffset TimeOf(RunVariables variables) =>
        _isLastSync ? variables.LastSync ?? DateTimeOffset.UnixEpoch : variables.Current - _ago;

    /// <summary>The number it stands for if it is one of the page.</summary>
    /// <exception cref="EvalFault">No page is being read.</exception>
    public long? PageNumber(RunVariables variables)
    {
        if (!IsOfPage)
            return null;
        var page = variables.Page ?? throw new EvalFault($"{Name} is known only while a page of the source is read");
        return Name switch
        {
            "PAGINATION_PAGE_SIZE" => page.PageSize,
            "PAGINATION_START_ROW" => page.StartRow,
            _ => page.StartPage,
        };
    }

    /// <summary>Appends its text; a time without a format is written in seconds since 1970.</summary>
    public void AddText(string? format, EvalClock clock, Arena arena)
    {
        if (Parameter is { } parameter)
            AddParameter(clock.Variables.Parameters.TextOf(parameter), format, clock, arena);
        else if (IsRandom)
        {
            Guid.NewGuid().TryFormat(arena.Room(32), out var written, "N");
            arena.Advance(written);
        }
        else if (PageNumber(clock.Variables) is { } number)
            Expressions.Convert.AddText(Value.Of(number), arena);
        else
            TimeFormats.Add(clock.ToLocal(TimeOf(clock.Variables).UtcDateTime), format ?? "timestamp", clock, arena);
    }

    /// <summary>A parameter without a value has no text.</summary>
    private void AddParameter(ReadOnlySpan<byte> text, string? format, EvalClock clock, Arena arena)
    {
        if (format is null)
            arena.Add(text);
        else if (text.IsEmpty)
            return;
        else if (DateText.TryParse(text, clock, out var local))
            TimeFormats.Add(local, format, clock, arena);
        else
            throw new EvalFault($"{{{{{Name}|{format}}}}} expects a date, the run was given {System.Text.Encoding.UTF8.GetString(text)}");
    }
}
