using System.Globalization;

namespace Weir.MainJob.Source;

/// <summary>updateTime of every record: rising with the record's index, spread over 2024 and 2025.</summary>
internal sealed class UpdateTimes
{
    public const int Width = 19;
    private const int DaySeconds = 86_400;
    private const string Format = "yyyy-MM-dd HH:mm:ss";
    private static readonly DateTime First = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
    private readonly byte[][] _days;
    private readonly long _records;
    private readonly long _span;

    public UpdateTimes(long records)
    {
        _records = Math.Max(1, records);
        _days = [.. Enumerable.Range(0, 731).Select(Day)];
        _span = (long)_days.Length * DaySeconds;
    }

    private static byte[] Day(int day) =>
        System.Text.Encoding.ASCII.GetBytes(First.AddDays(day).ToString("yyyy-MM-dd ", CultureInfo.InvariantCulture));

    public void Write(Span<byte> target, long index)
    {
        var second = SecondAt(index);
        var (day, rest) = Math.DivRem(second, DaySeconds);
        _days[day].CopyTo(target);
        Digits.Write(target.Slice(11, 2), rest / 3600);
        target[13] = (byte)':';
        Digits.Write(target.Slice(14, 2), rest / 60 % 60);
        target[16] = (byte)':';
        Digits.Write(target.Slice(17, 2), rest % 60);
    }

    /// <summary>The records of a closed window; with <paramref name="exact"/> off, all or (for a window that ends before the data) none.</summary>
    public (long From, long To) Range(string? start, string? end, bool exact)
    {
        if (end is not null && Seconds(end) < 0)
            return (0, 0);
        if (!exact)
            return (0, _records);
        var from = start is null ? 0 : FirstAtOrAfter(Seconds(start));
        var to = end is null ? _records : FirstAtOrAfter(Seconds(end) + 1);
        return (from, Math.Max(from, to));
    }

    private long SecondAt(long index) => (long)((Int128)index * _span / _records);

    private long FirstAtOrAfter(long second)
    {
        if (second <= 0)
            return 0;
        return second >= _span ? _records : (long)((((Int128)second * _records) + _span - 1) / _span);
    }

    private static long Seconds(string text) =>
        (long)(DateTime.ParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None) - First).TotalSeconds;
}
