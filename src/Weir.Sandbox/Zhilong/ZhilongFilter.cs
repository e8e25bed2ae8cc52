using System.Globalization;

namespace Weir.Sandbox.Zhilong;

/// <summary>The filters of a list call; an empty text is as good as none, as in MyBatis conditions.</summary>
internal sealed class ZhilongFilter
{
    private static readonly string[] Formats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"];

    private readonly long? _updatedFrom;
    private readonly long? _updatedTo;
    private readonly long? _createdFrom;
    private readonly long? _createdTo;
    private readonly Func<ZhilongRow, bool>? _other;
    private readonly bool _descending;

    private ZhilongFilter(IReadOnlyDictionary<string, string> values, bool createTime, Func<ZhilongRow, bool>? other)
    {
        _updatedFrom = Time(values, "updateTimeStart");
        _updatedTo = Time(values, "updateTimeEnd");
        _createdFrom = createTime ? Time(values, "createTimeStart") : null;
        _createdTo = createTime ? Time(values, "createTimeEnd") : null;
        _other = other;
        OrderBy = values.GetValueOrDefault("orderByColumn") is { Length: > 0 } column ? column : null;
        Key = string.Join(
            "\n",
            values
                .Where(v => v.Key is not ("pageNum" or "pageSize" or "reasonable"))
                .OrderBy(v => v.Key, StringComparer.Ordinal)
                .Select(v => $"{v.Key}={v.Value}")
        );
        _descending = values.GetValueOrDefault("isAsc") is "desc" or "descending";
    }

    public string? OrderBy { get; }

    /// <summary>Two filters with the same key find the same rows. Page numbers are no part of it.</summary>
    public string Key { get; }

    public bool IsEmpty => (_updatedFrom ?? _updatedTo ?? _createdFrom ?? _createdTo) is null && _other is null;

    /// <exception cref="FormatException">A time is not written as <c>yyyy-MM-dd HH:mm:ss</c>.</exception>
    public static ZhilongFilter Read(IReadOnlyDictionary<string, string> values, bool createTime, Func<ZhilongRow, bool>? other) =>
        new(values, createTime, other);

    public bool Matches(in ZhilongRow row, ZhilongSettings settings)
    {
        if (_updatedFrom is not null || _updatedTo is not null)
        {
            if (row.Updated == 0)
            {
                if (settings.NullUpdateTimeOnlyUnfiltered)
                    return false;
            }
            else if (
                row.Updated < _updatedFrom
                || row.Updated > _updatedTo
                || (!settings.UpdateTimeEndInclusive && row.Updated == _updatedTo)
            )
            {
                return false;
            }
        }
        return !(row.Created < _createdFrom) && !(row.Created > _createdTo) && (_other is null || _other(row));
    }

    /// <summary>Sorts by a time column; MySQL puts nulls first. Any other column leaves the order of the primary key.</summary>
    public void Sort(List<ZhilongRow> rows)
    {
        Func<ZhilongRow, long>? key = OrderBy switch
        {
            "updateTime" => r => r.Updated,
            "createTime" => r => r.Created,
            "agentId" or "id" => r => r.Id,
            _ => null,
        };
        if (key is null)
            return;
        var sorted = _descending ? rows.OrderByDescending(key).ToList() : rows.OrderBy(key).ToList();
        rows.Clear();
        rows.AddRange(sorted);
    }

    private static long? Time(IReadOnlyDictionary<string, string> values, string name)
    {
        if (!values.TryGetValue(name, out var text) || string.IsNullOrWhiteSpace(text))
            return null;
        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            throw new FormatException($"JSON parse error: Cannot deserialize value of type `java.util.Date` from String \"{text}\"");
        return ZhilongTable.Seconds(time);
    }
}
