using System.Globalization;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>DATE_FORMAT and STR_TO_DATE.</summary>
internal static class DateFormatFunctions
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    private static readonly string[] Months = [.. Enumerable.Range(1, 12).Select(CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName)];

    public static Value DateFormat(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryMoment(ref row, out var moment) || !a[1].TryText(ref row, out var format))
            return default;
        return Write(moment, format, row.Arena);
    }

    /// <summary>Writes a time in a format.</summary>
    public static Value Write(scoped in Value moment, ReadOnlySpan<byte> format, Arena arena)
    {
        var time = moment.Moment;
        var start = arena.Used;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != (byte)'%' || i + 1 == format.Length)
                arena.Add(format[i]);
            else
                Write(time, format[++i], arena);
        }
        return Value.Of(arena.Since(start));
    }

    private static void Write(DateTime time, byte part, Arena arena)
    {
        var twelve = (time.Hour + 11) % 12 + 1;
        switch ((char)part)
        {
            case 'Y':
                Digits(time.Year, 4, arena);
                break;
            case 'y':
                Digits(time.Year % 100, 2, arena);
                break;
            case 'm':
                Digits(time.Month, 2, arena);
                break;
            case 'c':
                Digits(time.Month, 1, arena);
                break;
            case 'd':
                Digits(time.Day, 2, arena);
                break;
            case 'e':
                Digits(time.Day, 1, arena);
                break;
            case 'H':
                Digits(time.Hour, 2, arena);
                break;
            case 'k':
                Digits(time.Hour, 1, arena);
                break;
            case 'h' or 'I':
                Digits(twelve, 2, arena);
                break;
            case 'l':
                Digits(twelve, 1, arena);
                break;
            case 'i':
                Digits(time.Minute, 2, arena);
                break;
            case 's' or 'S':
                Digits(time.Second, 2, arena);
                break;
            case 'f':
                Digits((int)(time.Ticks % TimeSpan.TicksPerSecond / 10), 6, arena);
                break;
            case 'T':
                arena.Advance(TimeText.Clock(arena.Room(TimeText.MostBytes), 0, time.Hour, time.Minute, time.Second));
                break;
            case 'j':
                Digits(time.DayOfYear, 3, arena);
                break;
            case 'w':
                Digits((int)time.DayOfWeek, 1, arena);
                break;
            default:
                WriteWord(time, (char)part, twelve, arena);
                break;
        }
    }

    private static void WriteWord(DateTime time, char part, int twelve, Arena arena)
    {
        switch (part)
        {
            case 'p':
                Word(time.Hour < 12 ? "AM" : "PM", arena);
                break;
            case 'r':
                arena.Advance(TimeText.Clock(arena.Room(TimeText.MostBytes), 0, twelve, time.Minute, time.Second));
                Word(time.Hour < 12 ? " AM" : " PM", arena);
                break;
            case 'W':
                Word(Days[(int)time.DayOfWeek], arena);
                break;
            case 'a':
                Word(Days[(int)time.DayOfWeek].AsSpan(0, 3), arena);
                break;
            case 'M':
                Word(Months[time.Month - 1], arena);
                break;
            case 'b':
                Word(Months[time.Month - 1].AsSpan(0, 3), arena);
                break;
            case 'D':
                Digits(time.Day, 1, arena);
                Word(
                    time.Day is >= 11 and <= 13
                        ? "th"
                        : (time.Day % 10) switch
                        {
                            1 => "st",
                            2 => "nd",
                            3 => "rd",
                            _ => "th",
                        },
                    arena
                );
                break;
            case 'U' or 'u' or 'V' or 'v':
                Digits(
                    Weeks.Number(
                        time,
                        part is 'U' ? 0
                            : part is 'u' ? 1
                            : part is 'V' ? 2
                            : 3,
                        out _
                    ),
                    2,
                    arena
                );
                break;
            case 'X' or 'x':
                Weeks.Number(time, part is 'X' ? 2 : 3, out var year);
                Digits(year, 4, arena);
                break;
            default:
                arena.Add((byte)part);
                break;
        }
    }

    private static void Digits(int number, int least, Arena arena)
    {
        var to = arena.Room(12);
        if (number < 100)
        {
            if (least == 2 || number >= 10 && least == 1)
            {
                TimeText.Two(to, 0, number);
                arena.Advance(2);
                return;
            }
            if (least == 1)
            {
                arena.Add((byte)('0' + number));
                return;
            }
        }
        else if (least == 4)
        {
            TimeText.Two(to, 0, number / 100);
            TimeText.Two(to, 2, number % 100);
            arena.Advance(4);
            return;
        }
        System.Buffers.Text.Utf8Formatter.TryFormat(number, to, out var written, new System.Buffers.StandardFormat('D', (byte)least));
        arena.Advance(written);
    }

    private static void Word(ReadOnlySpan<char> word, Arena arena)
    {
        foreach (var c in word)
            arena.Add((byte)c);
    }

    /// <summary>A day, a time, or both: what the format has.</summary>
    public static StaticType StrToDateType(Node[] a) =>
        a[1] is ConstantNode { Kind: ValueKind.Text } format ? StrToDateReader.TypeOf(format.Text) : StaticType.DateTime;

    public static Value StrToDate(ReadOnlySpan<Node> a, scoped ref Row row) =>
        a[0].TryText(ref row, out var text) && a[1].TryText(ref row, out var format) ? StrToDateReader.Read(text, format) : default;
}
