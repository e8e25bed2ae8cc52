namespace Weir.Sandbox.Kingdee;

/// <summary>Everything that the account set holds. One lock guards it: the simulator favours plain behaviour over parallel saving.</summary>
internal sealed class KingdeeState
{
    private const string Orgs = "ORG_Organizations";

    private readonly Dictionary<Form, FormStore> _stores = [];
    private readonly Dictionary<string, Dictionary<string, BaseItem>> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Bill> _seeds = [];
    private readonly VendorClock _clock;
    private long _lastItemId = 20_000;

    public KingdeeState(VendorClock clock)
    {
        _clock = clock;
        foreach (var form in Catalog.All)
            _stores[form] = new FormStore(form);
        Settings = new KingdeeSettings();
        Load();
    }

    public Lock Gate { get; } = new();
    public FormCatalog Catalog { get; } = new();
    public KingdeeSettings Settings { get; private set; }

    public FormStore Store(Form form) => _stores[form];

    public void Change(KingdeeSettings settings)
    {
        lock (Gate)
        {
            Settings = settings;
            Load();
        }
    }

    /// <summary>The server's user as base data refers to it.</summary>
    public BaseItem User => new(100007, Settings.UserName, Settings.UserName);

    public DateTime Now => _clock.ChinaNow();

    public Organization? Organization(string? number) =>
        Settings.Organizations.FirstOrDefault(o => string.Equals(o.Number, number, StringComparison.Ordinal));

    /// <summary>Finds base data by number, name or internal id; null if there is none.</summary>
    public BaseItem? Resolve(string lookup, string by, string value)
    {
        if (_tables.TryGetValue(lookup, out var table))
        {
            return by switch
            {
                "name" => table.Values.FirstOrDefault(i => string.Equals(i.Name, value, StringComparison.Ordinal)),
                "id" => table.Values.FirstOrDefault(i => IsId(i.Id, value)),
                _ => table.GetValueOrDefault(value.TrimEnd(' ')),
            };
        }
        if (Catalog.Find(lookup) is not { } form)
            return null;
        var store = Store(form);
        var bill = by switch
        {
            "name" => store.All.FirstOrDefault(b => string.Equals(b.Name, value, StringComparison.Ordinal)),
            "id" => store.All.FirstOrDefault(b => IsId(b.Id, value)),
            _ => store.FindByNumber(value).FirstOrDefault(b => !b.Forbidden),
        };
        return bill is null ? null : new BaseItem(bill.Id, bill.Number, bill.Name);
    }

    /// <summary>Adds to a table of base data that has no form of its own here, such as the groups.</summary>
    public BaseItem AddItem(string lookup, string number, string name)
    {
        if (!_tables.TryGetValue(lookup, out var table))
            _tables[lookup] = table = new Dictionary<string, BaseItem>(StringComparer.OrdinalIgnoreCase);
        return table[number] = new BaseItem(++_lastItemId, number, name);
    }

    public bool HasItem(string lookup, string number) => _tables.TryGetValue(lookup, out var table) && table.ContainsKey(number);

    private static bool IsId(long id, string value) =>
        string.Equals(id.ToString(System.Globalization.CultureInfo.InvariantCulture), value, StringComparison.Ordinal);

    private void Load()
    {
        var customField = Catalog.Find("BD_Customer")!.HeadField("F_KHLX")!;
        customField.Kind = Settings.KhlxKind == CustomFieldKind.Assistant ? FieldKind.Base : FieldKind.Text;
        Seed(Catalog.Find(Orgs)!, Settings.Organizations.Select(o => (o.Number, o.Name, (long?)o.Id)));
        foreach (var (lookup, numbers) in Settings.BaseData)
        {
            if (Catalog.Find(lookup) is { } form)
                Seed(form, numbers.Select(n => (n, Name(n), (long?)null)));
            else
                Fill(lookup, numbers);
        }
    }

    private void Fill(string lookup, string[] numbers)
    {
        var old = _tables.GetValueOrDefault(lookup);
        var table = new Dictionary<string, BaseItem>(StringComparer.OrdinalIgnoreCase);
        foreach (var number in numbers)
            table[number] = old?.GetValueOrDefault(number) ?? new BaseItem(++_lastItemId, number, Name(number));
        _tables[lookup] = table;
    }

    private void Seed(Form form, IEnumerable<(string Number, string Name, long? Id)> wanted)
    {
        var store = Store(form);
        var list = wanted.ToList();
        foreach (
            var gone in _seeds
                .Where(s => s.Form == form && !list.Exists(w => string.Equals(w.Number, s.Number, StringComparison.Ordinal)))
                .ToList()
        )
        {
            store.Remove(gone);
            _seeds.Remove(gone);
        }
        foreach (var (number, name, id) in list)
        {
            if (store.FindByNumber(number).Count > 0)
                continue;
            var bill = id is { } given ? new Bill(given, form) : store.New();
            bill.Status = "C";
            bill.Created = bill.Modified = Now;
            bill.Approved = bill.Created;
            bill.Creator = bill.Modifier = bill.Approver = User;
            var head = new object?[form.Head.Width];
            head[form.NumberField.Ordinal] = number;
            head[form.HeadField("FName")!.Ordinal] = name;
            if (form.HeadField("FCODE") is { } code)
                head[code.Ordinal] = string.Equals(number, "PRE001", StringComparison.Ordinal) ? "CNY" : number;
            foreach (var key in (string[])["FCreateOrgId", "FUseOrgId"])
            {
                if (form.HeadField(key) is { } org && Settings.Organizations is [var first, ..])
                    head[org.Ordinal] = new BaseItem(first.Id, first.Number, first.Name);
            }
            store.Put(bill, head, []);
            _seeds.Add(bill);
        }
    }

    private static string Name(string number) =>
        number switch
        {
            "PRE001" => "人民币",
            "PRE007" => "美元",
            "KHLX01_SYS" => "普通客户",
            "KHLX02_SYS" => "代理商",
            _ => "示例" + number,
        };
}
