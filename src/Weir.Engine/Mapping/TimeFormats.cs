using System.Buffers.Text;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping;

/// <summary>Writes a time in one of the formats of templates.</summary>
internal static class TimeFormats
{
    /// <summary>Appends a time of the run's zone.</summary>
    public static void Add(DateTime local, string format, EvalClock clock, Arena arena)
    {
        switch (format)
        {
            case "date":
                arena.Advance(TimeText.Day(local, arena.Room(TimeText.MostBytes)));
                break;
            case "timestamp":
                AddNumber((local - clock.OffsetOf(local) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond, arena);
                break;
            case "timestamp_ms":
                AddNumber((local - clock.OffsetOf(local) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond, arena);
                break;
            default:
                arena.Advance(TimeText.Write(Value.OfDateTime(local, 0), arena.Room(TimeText.MostBytes)));
                break;
        }
    }

    private static void AddNumber(long number, Arena arena)
    {
        Utf8Formatter.TryFormat(number, arena.Room(20), out var written);
        arena.Advance(written);
    }
}
