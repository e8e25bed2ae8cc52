namespace Weir.Sandbox.Kingdee;

/// <summary>The records of one form, with indexes on the fields that connectors look up. Callers hold the lock of the state.</summary>
internal sealed class FormStore
{
    private readonly Form _form;
    private readonly Dictionary<long, Bill> _byId = [];
    private readonly Dictionary<Field, Dictionary<string, List<Bill>>> _indexes = [];
    private List<Bill> _all = [];
    private long _lastId = 100_000;
    private long _lastNumber;
    private long _lastEntryId = 100_000;

    public FormStore(Form form)
    {
        _form = form;
        // The database compares text without regard to case.
        foreach (var field in form.Head.Fields.Where(f => f.Indexed))
            _indexes[field] = new Dictionary<string, List<Bill>>(StringComparer.OrdinalIgnoreCase);
    }

    public Form Form => _form;
    public int Count => _byId.Count;

    /// <summary>All records in the order of their key.</summary>
    public IEnumerable<Bill> All => _all.Where(b => !b.Deleted);

    /// <summary>Hashes of packages saved with ValidateRepeatJson.</summary>
    public HashSet<string> SeenPackages { get; } = new(StringComparer.Ordinal);

    public long NextEntryId() => ++_lastEntryId;

    public Bill? Find(long id) => _byId.GetValueOrDefault(id);

    public bool HasIndex(Field field) => _indexes.ContainsKey(field);

    public IReadOnlyList<Bill> FindBy(Field field, string value) =>
        _indexes[field].TryGetValue(IndexKey(value), out var bills) ? bills : [];

    public IReadOnlyList<Bill> FindByNumber(string number) => FindBy(_form.NumberField, number);

    public Bill New() => new(++_lastId, _form);

    /// <summary>A number of the coding rule that nobody has taken by hand.</summary>
    public string NextNumber()
    {
        string number;
        do
        {
            number = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_form.Prefix}{++_lastNumber:D6}");
        } while (FindByNumber(number).Count > 0);
        return number;
    }

    /// <summary>Stores new values; also adds the record if it is new.</summary>
    public void Put(Bill bill, object?[] head, Dictionary<Entity, List<EntryRow>> entries)
    {
        var isNew = _byId.TryAdd(bill.Id, bill);
        foreach (var (field, index) in _indexes)
        {
            var before = isNew ? null : bill.Head[field.Ordinal] as string;
            var after = head[field.Ordinal] as string;
            if (!isNew && string.Equals(before, after, StringComparison.Ordinal))
                continue;
            Unlist(index, before, bill);
            if (!string.IsNullOrEmpty(after))
                List(index, after, bill);
        }
        bill.Head = head;
        bill.Entries = entries;
        if (!isNew)
            return;
        if (_all.Count == 0 || _all[^1].Id < bill.Id)
            _all.Add(bill);
        else
            _all = [.. _all.Append(bill).OrderBy(b => b.Id)];
    }

    public void Remove(Bill bill)
    {
        _byId.Remove(bill.Id);
        bill.Deleted = true;
        foreach (var (field, index) in _indexes)
            Unlist(index, bill.Head[field.Ordinal] as string, bill);
        if (_all.Count > 1000 && _byId.Count < _all.Count / 2)
            _all = [.. All];
    }

    /// <summary>How many values of the external id belong to more than one record; allocated copies share theirs by design.</summary>
    public int DuplicatesOf(string fieldKey) =>
        _form.HeadField(fieldKey) is { } field && _indexes.TryGetValue(field, out var index)
            ? index.Values.Count(bills => bills.Count(b => !b.IsAllocated) > 1)
            : 0;

    private static string IndexKey(string value) => value.TrimEnd(' ');

    private static void List(Dictionary<string, List<Bill>> index, string value, Bill bill)
    {
        if (!index.TryGetValue(IndexKey(value), out var bills))
            index[IndexKey(value)] = bills = new List<Bill>(1);
        bills.Add(bill);
    }

    private static void Unlist(Dictionary<string, List<Bill>> index, string? value, Bill bill)
    {
        if (string.IsNullOrEmpty(value) || !index.TryGetValue(IndexKey(value), out var bills))
            return;
        bills.Remove(bill);
        if (bills.Count == 0)
            index.Remove(IndexKey(value));
    }
}
