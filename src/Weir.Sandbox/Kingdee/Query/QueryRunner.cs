using System.Text.Json;

namespace Weir.Sandbox.Kingdee;

/// <summary>Carries out ExecuteBillQuery and BillQuery. Callers hold the lock of the state.</summary>
internal sealed class QueryRunner
{
    private const int DefaultLimit = 2000;

    private readonly FormStore _store;
    private readonly List<Entity> _bodies = [];
    private readonly List<(Column Column, bool Descending)> _order = [];
    private readonly Condition? _filter;
    private readonly int _start;
    private readonly int _limit;
    private readonly int _top;

    public QueryRunner(FormStore store, JsonElement data, int limitMax)
    {
        _store = store;
        var keys = JsonValues.List(data, "FieldKeys");
        if (keys.Count == 0)
            throw new QueryException("FieldKeys不能为空", MsgCode.Parameter);
        Columns = [.. keys.Select(Resolve)];
        _filter = FilterParser.Parse(FilterItems.Text(data), Resolve);
        foreach (
            var part in (JsonValues.Text(data, "OrderString") ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            _order.Add((Resolve(words[0]), words.Length > 1 && string.Equals(words[1], "DESC", StringComparison.OrdinalIgnoreCase)));
        }
        _start = Math.Max(0, JsonValues.Int(data, "StartRow", 0));
        var limit = JsonValues.Int(data, "Limit", 0);
        _limit = Math.Min(limit <= 0 ? DefaultLimit : limit, limitMax);
        _top = JsonValues.Int(data, "TopRowCount", 0);
    }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The rows of the page. Rows are paged, not records; a body multiplies the rows of its record.</summary>
    public List<QueryRow> Run()
    {
        // TopRowCount acts as an absolute last row (one source).
        var end = _top > 0 ? Math.Min(_top, _start + _limit) : _start + _limit;
        var matching = Candidates().SelectMany(Expand).Where(row => _filter is null || _filter.Holds(row));
        if (_order.Count > 0)
            matching = Sorted(matching);
        return matching.Skip(_start).Take(Math.Max(0, end - _start)).ToList();
    }

    private Column Resolve(string path)
    {
        var column = Column.Resolve(_store.Form, path);
        if (column.Entity.IsHead)
            return column;
        if (!_bodies.Contains(column.Entity))
            _bodies.Add(column.Entity);
        column.Slot = _bodies.IndexOf(column.Entity);
        return column;
    }

    private IEnumerable<QueryRow> Expand(Bill bill)
    {
        IEnumerable<IReadOnlyList<EntryRow?>> rows =
        [
            [],
        ];
        foreach (var body in _bodies)
        {
            IReadOnlyList<EntryRow?> entries = bill.Rows(body);
            if (entries.Count == 0)
                entries = [null];
            rows = rows.SelectMany(left => entries.Select(entry => (IReadOnlyList<EntryRow?>)[.. left, entry]));
        }
        return rows.Select(entries => new QueryRow(bill, entries));
    }

    private IEnumerable<QueryRow> Sorted(IEnumerable<QueryRow> rows)
    {
        IOrderedEnumerable<QueryRow>? sorted = null;
        foreach (var (column, descending) in _order)
        {
            var order = new NullsFirst();
            sorted = (sorted, descending) switch
            {
                (null, false) => rows.OrderBy(column.Read, order),
                (null, true) => rows.OrderByDescending(column.Read, order),
                (_, false) => sorted.ThenBy(column.Read, order),
                (_, true) => sorted.ThenByDescending(column.Read, order),
            };
        }
        return sorted ?? rows;
    }

    /// <summary>Equality on an indexed field in every alternative narrows the search; the filter still decides.</summary>
    private IEnumerable<Bill> Candidates()
    {
        if (_filter is not null && Narrow(_filter) is { } few)
            return few.OrderBy(b => b.Id);
        return _store.All;
    }

    private HashSet<Bill>? Narrow(Condition condition) =>
        condition switch
        {
            Condition.And both => Narrow(both.Left) ?? Narrow(both.Right),
            Condition.Or either when Narrow(either.Left) is { } left && Narrow(either.Right) is { } right => [.. left, .. right],
            Condition.Compare { Operator: "=" } equal => Lookup(equal.Column, [equal.Value]),
            Condition.In { Negated: false } list => Lookup(list.Column, list.Values),
            _ => null,
        };

    private HashSet<Bill>? Lookup(Column column, IReadOnlyList<object> values)
    {
        if (column.Field is not { } field || !column.Entity.IsHead)
            return null;
        if (string.Equals(field.Key, _store.Form.PkKey, StringComparison.OrdinalIgnoreCase))
            return
            [
                .. values
                    .OfType<decimal>()
                    .Where(v => v == decimal.Truncate(v) && Math.Abs(v) < long.MaxValue)
                    .Select(v => _store.Find((long)v))
                    .OfType<Bill>(),
            ];
        // An index holds no empty texts.
        if (!_store.HasIndex(field) || values.Any(v => v is not string text || string.IsNullOrWhiteSpace(text)))
            return null;
        return [.. values.SelectMany(v => _store.FindBy(field, (string)v))];
    }

    private sealed class NullsFirst : IComparer<object?>
    {
        public int Compare(object? x, object? y) =>
            (x, y) switch
            {
                (null, null) => 0,
                (null, _) => -1,
                (_, null) => 1,
                _ => SqlValue.Order(x, y),
            };
    }
}
