using System.Globalization;
using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Reads a text by a format of STR_TO_DATE.</summary>
internal ref struct StrToDateReader
{
    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _year;
    private int _month;
    private int _day;
    private int _dayOfYear;
    private int _hour;
    private int _minute;
    private int _second;
    private int _fraction;
    private bool _hasFraction;
    private bool? _isAfternoon;
    private bool _isTwelve;

    private StrToDateReader(ReadOnlySpan<byte> text) => _text = text;

    public static StaticType TypeOf(ReadOnlySpan<byte> format)
    {
        var (day, time) = Has(format);
        return time && day ? StaticType.DateTime
            : time ? StaticType.Time
            : StaticType.Date;
    }

    private static (bool Day, bool Time) Has(ReadOnlySpan<byte> format)
    {
        bool day = false,
            time = false;
        for (var i = 0; i + 1 < format.Length; i++)
        {
            if (format[i] != (byte)'%')
                continue;
            var part = (char)format[++i];
            time |= "HIThfiklprSs".Contains(part, StringComparison.Ordinal);
            day |= "MWYUVXabcdejmuvwxyD".Contains(part, StringComparison.Ordinal);
        }
        return (day, time);
    }

    /// <summary>What the text says; null if it does not follow the format or is no date.</summary>
    public static Value Read(ReadOnlySpan<byte> text, ReadOnlySpan<byte> format)
    {
        var reader = new StrToDateReader(text);
        return reader.Parse(format) ? reader.Build(Has(format)) : default;
    }

    private bool Parse(ReadOnlySpan<byte> format)
    {
        for (var i = 0; i < format.Length; i++)
        {
            while (_at < _text.Length && _text[_at] == (byte)' ')
                _at++;
            // The format may go on when the text has ended: what is missing is zero.
            if (_at >= _text.Length)
                return true;
            if (format[i] == (byte)'%' && i + 1 < format.Length)
            {
                if (!Part((char)format[++i]))
                    return false;
            }
            else if (format[i] != (byte)' ')
            {
                if (_text[_at] != format[i])
                    return false;
                _at++;
            }
        }
        return true;
    }

    private bool Part(char part)
    {
        switch (part)
        {
            case 'Y':
                return Number(4, ref _year, out var digits) && (digits > 2 || Century());
            case 'y':
                return Number(2, ref _year, out _) && Century();
            case 'm' or 'c':
                return Number(2, ref _month, out _);
            case 'd' or 'e':
                return Number(2, ref _day, out _);
            case 'D':
                if (!Number(2, ref _day, out _))
                    return false;
                _at = Math.Min(_at + 2, _text.Length);
                return true;
            case 'j':
                return Number(3, ref _dayOfYear, out _);
            case 'H' or 'k':
                return Number(2, ref _hour, out _);
            case 'h' or 'I' or 'l':
                _isTwelve = true;
                return Number(2, ref _hour, out _) && _hour is >= 1 and <= 12;
            case 'i':
                return Number(2, ref _minute, out _);
            case 's' or 'S':
                return Number(2, ref _second, out _);
            case 'f':
                _hasFraction = true;
                _fraction = TimeReader.Fraction(_text, _at, out var count);
                _at += count;
                return count > 0;
            case 'p':
                return AfterNoon();
            case 'T':
                return Parse("%H:%i:%s"u8);
            case 'r':
                return Parse("%I:%i:%s %p"u8);
            case 'M' or 'b':
                return Name(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, part == 'b', ref _month);
            case 'W' or 'a':
                var day = 0;
                return Name(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, part == 'a', ref day);
            case '%':
                return _text[_at++] == (byte)'%';
            default:
                return false;
        }
    }

    private bool Century()
    {
        if (_year < 100)
            _year += _year < 70 ? 2000 : 1900;
        return true;
    }

    private bool AfterNoon()
    {
        if (_at + 2 > _text.Length || (_text[_at + 1] | 0x20) != 'm' || (_text[_at] | 0x20) is not ('a' or 'p'))
            return false;
        _isAfternoon = (_text[_at] | 0x20) == 'p';
        _at += 2;
        return true;
    }

    private bool Number(int most, ref int number, out int digits)
    {
        number = 0;
        for (digits = 0; digits < most && _at < _text.Length && (uint)(_text[_at] - '0') <= 9; digits++)
            number = number * 10 + _text[_at++] - '0';
        return digits > 0;
    }

    private bool Name(string[] names, bool isShort, ref int number)
    {
        for (var i = 0; i < names.Length; i++)
        {
            var name = isShort && names[i].Length > 3 ? names[i][..3] : names[i];
            if (name.Length == 0 || _text.Length - _at < name.Length)
                continue;
            if (!Ascii.EqualsIgnoreCase(_text.Slice(_at, name.Length), name))
                continue;
            _at += name.Length;
            number = i + 1;
            return true;
        }
        return false;
    }

    private readonly Value Build((bool Day, bool Time) has)
    {
        var hour = _hour;
        if (_isTwelve || _isAfternoon is not null)
            hour = hour % 12 + (_isAfternoon == true ? 12 : 0);
        if (_minute > 59 || _second > 59 || hour > (has.Day ? 23 : 838))
            return default;
        var digits = _hasFraction ? 6 : 0;
        var time = (hour * 3600L + _minute * 60 + _second) * TimeSpan.TicksPerSecond + _fraction * 10L;
        if (!has.Day)
            return Value.OfTime(time, digits);
        DateTime day;
        if (_dayOfYear > 0 && _year > 0)
            day = new DateTime(_year, 1, 1).AddDays(_dayOfYear - 1);
        else if (!SqlTime.TryBuild(_year, _month, _day, 0, 0, 0, 0, out day))
            return default;
        return has.Time ? Value.OfDateTime(day.AddTicks(time), digits) : Value.OfDate(day);
    }
}
