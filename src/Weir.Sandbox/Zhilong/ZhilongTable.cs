namespace Weir.Sandbox.Zhilong;

/// <summary>Rows of one list as parallel arrays, so that a million rows take some twenty megabytes.</summary>
internal sealed class ZhilongTable
{
    private const int DaysBack = 400;
    private const int SaltUpdate = 11;
    private const int SaltCreate = 12;
    private const int SaltNull = 13;
    private const int SaltId = 14;

    private readonly Lock _gate = new();
    private readonly int _seed;
    private readonly List<long> _created;
    private readonly List<long> _updated;
    private readonly List<byte> _deleted;
    private readonly Dictionary<int, int> _revisions = [];
    private readonly Dictionary<int, bool> _fixed = [];
    private readonly Dictionary<string, int[]> _hits = new(StringComparer.Ordinal);
    private ZhilongSettings? _hitSettings;
    private int _changes;

    public ZhilongTable(int count, int seed, DateTime now)
    {
        _seed = seed;
        _created = new List<long>(count);
        _updated = new List<long>(count);
        _deleted = new List<byte>(count);
        var end = Seconds(now);
        const int window = DaysBack * 86400;
        for (var i = 0; i < count; i++)
        {
            // Three rows in every forty share a second, so that the edge of a window and of a page is met.
            var anchor = i % 40 <= 2 ? i - i % 40 : i;
            var updated = i == 0 ? end : end - Dice.Below(window, seed, anchor, SaltUpdate);
            _updated.Add(updated);
            _created.Add(updated - Dice.Below(window / 2, seed, i, SaltCreate));
            _deleted.Add(0);
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _created.Count;
        }
    }

    public static long Seconds(DateTime china) => (china.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;

    /// <summary>Ids are small, but now and then one has 19 digits and does not fit a double.</summary>
    public long Id(int index) =>
        index % 97 == 96 ? 1_795_000_000_000_000_001 + index * 1_000_003L + Dice.Below(1000, _seed, index, SaltId) * 7L : 10001L + index;

    public ZhilongRow Row(int index, ZhilongSettings settings)
    {
        lock (_gate)
            return RowLocked(index, settings);
    }

    /// <summary>The matching rows of one page, and how many match in all.</summary>
    public (List<ZhilongRow> Rows, int Total) Page(ZhilongFilter filter, ZhilongSettings settings, Func<int, (int Skip, int Take)> page)
    {
        lock (_gate)
        {
            if (filter.IsEmpty && settings.ReturnDeleted && filter.OrderBy is null)
            {
                var (from, take) = page(_created.Count);
                var to = Math.Min(_created.Count, from + take);
                var direct = new List<ZhilongRow>(Math.Max(0, to - from));
                for (var i = from; i < to; i++)
                    direct.Add(RowLocked(i, settings));
                return (direct, _created.Count);
            }
            var hits = Hits(filter, settings);
            var (skip, count) = page(hits.Length);
            var rows = new List<ZhilongRow>();
            for (var i = skip; i < hits.Length && rows.Count < count; i++)
                rows.Add(RowLocked(hits[i], settings));
            return (rows, hits.Length);
        }
    }

    /// <summary>The indexes that match. The pages of one walk share a filter, so the last few answers are kept until a row changes.</summary>
    private int[] Hits(ZhilongFilter filter, ZhilongSettings settings)
    {
        if (!ReferenceEquals(_hitSettings, settings) || _hits.Count >= 8)
            _hits.Clear();
        _hitSettings = settings;
        if (_hits.TryGetValue(filter.Key, out var known))
            return known;
        var rows = new List<ZhilongRow>();
        for (var i = 0; i < _created.Count; i++)
        {
            var row = RowLocked(i, settings);
            if ((settings.ReturnDeleted || !row.Deleted) && filter.Matches(row, settings))
                rows.Add(row);
        }
        filter.Sort(rows);
        var hits = new int[rows.Count];
        for (var i = 0; i < hits.Length; i++)
            hits[i] = rows[i].Index;
        return _hits[filter.Key] = hits;
    }

    /// <summary>Adds, edits and soft-deletes rows; answers their ids.</summary>
    public (long[] Inserted, long[] Edited, long[] Deleted) Change(
        int insert,
        int edit,
        int delete,
        DateTime now,
        bool insertSetsUpdateTime
    )
    {
        lock (_gate)
        {
            _hits.Clear();
            var second = Seconds(now);
            var edited = Pick(edit, index => _updated[index] = second);
            var deleted = Pick(
                delete,
                index =>
                {
                    _updated[index] = second;
                    _deleted[index] = 1;
                }
            );
            var inserted = new long[Math.Max(0, insert)];
            for (var i = 0; i < inserted.Length; i++)
            {
                var index = _created.Count;
                _created.Add(second);
                _updated.Add(insertSetsUpdateTime ? second : 0);
                _deleted.Add(0);
                _fixed[index] = true;
                inserted[i] = Id(index);
            }
            return (inserted, edited, deleted);
        }
    }

    private long[] Pick(int wanted, Action<int> apply)
    {
        var ids = new List<long>();
        var taken = new HashSet<int>();
        for (var tries = 0; ids.Count < wanted && tries < wanted * 50; tries++)
        {
            var index = _created.Count == 0 ? -1 : Dice.Below(_created.Count, _seed, ++_changes, 21);
            if (index < 0 || _deleted[index] != 0 || !taken.Add(index))
                continue;
            apply(index);
            _fixed[index] = true;
            _revisions[index] = _revisions.GetValueOrDefault(index) + 1;
            ids.Add(Id(index));
        }
        return [.. ids];
    }

    private ZhilongRow RowLocked(int index, ZhilongSettings settings)
    {
        // A row that the change generator made or touched has the time it was given; the share concerns only the original rows.
        var never = Dice.Hit(settings.NullUpdateTimeShare, _seed, index, SaltNull) && !_fixed.ContainsKey(index);
        return new ZhilongRow(
            index,
            Id(index),
            _created[index],
            never ? 0 : _updated[index],
            _deleted[index] != 0,
            _revisions.GetValueOrDefault(index)
        );
    }
}
