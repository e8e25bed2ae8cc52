namespace Weir.MainJob.Sink;

/// <summary>The customers saved so far and the count of every package, for the exactly-once check.</summary>
internal sealed class Customers
{
    private const int FirstId = 100_001;
    private readonly Lock _gate = new();
    private readonly ReceivedSet _set = new();
    private long _received;
    private long _duplicates;
    private long _updates;
    private long _unidentified;

    /// <summary>Saves each package and puts its customer id at the same position of <paramref name="ids"/>.</summary>
    public void Save(List<Package> packages, List<int> ids)
    {
        lock (_gate)
        {
            foreach (var package in packages)
                ids.Add(Save(package));
        }
    }

    private int Save(Package package)
    {
        _received++;
        if (package.OutId.IsMissing)
        {
            _unidentified++;
            return FirstId - 1;
        }
        var (order, isNew) = _set.Add(package.OutId);
        if (package.CustomerId > 0)
            _updates++;
        else if (!isNew)
            _duplicates++;
        return FirstId - 1 + order;
    }

    /// <summary>The customer's id, or 0.</summary>
    public int Find(OutId id)
    {
        lock (_gate)
            return _set.Find(id) is var order and > 0 ? FirstId - 1 + order : 0;
    }

    public string Counts(long firstCall, long calls, long queries)
    {
        lock (_gate)
        {
            return $$"""
                {"received":{{_received}},"distinct":{{_set.Distinct}},"duplicates":{{_duplicates}},"updates":{{_updates}},"unidentified":{{_unidentified}},"calls":{{calls}},"queries":{{queries}},"firstCall":{{firstCall}}}
                """;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _set.Clear();
            _received = _duplicates = _updates = _unidentified = 0;
        }
    }
}
