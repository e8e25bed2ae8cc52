using Weir.Engine.Ledger;

namespace Weir.Engine.Runtime;

/// <summary>
/// What a lane holds in memory: documents read ahead, documents whose key is busy, and deliveries that will be looked at again. All bounded; the rest waits in the ledger.
/// </summary>
internal sealed class LaneBacklog(
    ILedgerStore ledger,
    FlowHandle handle,
    int queue,
    int lane,
    int mostUnsettled,
    bool follows = false,
    Func<DateTimeOffset>? before = null
)
{
    private readonly LinkedList<LaneDocument> _ahead = new();
    private readonly LinkedList<LaneDocument> _parked = new();
    private readonly Dictionary<long, LaneDocument> _unsettled = [];
    private readonly Dictionary<long, int> _busyKeys = [];
    private long _cursor = ledger.ReadHead(queue, lane);
    private bool _mayHaveMore;

    /// <summary>Deliveries that are retrying or in doubt.</summary>
    public int Unsettled => _unsettled.Count;

    /// <summary>Reads deliveries that are retrying or in doubt and are not known here: at the start, and after people released some.</summary>
    public void LoadUnsettled()
    {
        if (_unsettled.Count >= mostUnsettled)
            return;
        // Twice as many as a lane takes on: those in doubt come first and must all be known, since a newer revision of their key has to wait.
        var read = ledger.ReadUnsettled(handle, queue, lane, mostUnsettled * 2);
        _mayHaveMore = read.Count >= mostUnsettled * 2;
        foreach (var document in read)
            if (_unsettled.TryAdd(document.Id, document))
                _busyKeys[document.KeyHash] = _busyKeys.GetValueOrDefault(document.KeyHash) + 1;
    }

    /// <summary>When the next delivery is to be looked at again.</summary>
    public DateTimeOffset? NextDue => _unsettled.Count == 0 ? null : _unsettled.Values.Min(d => d.DueAt);

    /// <summary>Deliveries in a state that are due, oldest first.</summary>
    public List<LaneDocument> TakeDue(DeliveryState state, DateTimeOffset now, int limit)
    {
        if (_unsettled.Count == 0)
            return [];
        var due = _unsettled
            .Values.Where(d => d.State == state && d.DueAt <= now)
            .OrderBy(d => d.Tries)
            .ThenBy(d => d.Id)
            .Take(limit)
            .ToList();
        // A batch that failed as a whole comes back smaller each time, so that one bad document ends up alone.
        if (due.Count > 0 && state == DeliveryState.Retrying)
        {
            var most = Math.Max(1, limit >> Math.Clamp(due[0].Tries - 1, 0, 20));
            due = [.. due.Where(d => d.Tries == due[0].Tries).Take(most).OrderBy(d => d.Id)];
        }
        return due;
    }

    /// <summary>Waiting documents, in order, none of whose keys is busy and no key twice.</summary>
    public List<LaneDocument> TakeWaiting(int limit)
    {
        var taken = new List<LaneDocument>();
        if (_mayHaveMore)
            LoadUnsettled();
        // While not all that is unsettled is known, a key that looks free may be busy.
        if (_mayHaveMore || _unsettled.Count >= mostUnsettled)
            return taken;
        var keys = new HashSet<long>();
        for (var node = _parked.First; node is not null && taken.Count < limit; )
        {
            var next = node.Next;
            if (!_busyKeys.ContainsKey(node.Value.KeyHash) && keys.Add(node.Value.KeyHash))
            {
                taken.Add(node.Value);
                _parked.Remove(node);
            }
            node = next;
        }
        while (taken.Count < limit && _parked.Count < mostUnsettled)
        {
            if (_ahead.Count == 0 && !(follows ? ReadFollowing(limit, taken) : ReadAhead(limit)))
                break;
            var document = _ahead.First!.Value;
            _ahead.RemoveFirst();
            if (_busyKeys.ContainsKey(document.KeyHash) || !keys.Add(document.KeyHash))
                _parked.AddLast(document);
            else
                taken.Add(document);
        }
        taken.Sort((a, b) => a.Id.CompareTo(b.Id));
        return taken;
    }

    /// <summary>
    /// Deliveries that follow others come in the order in which those were settled, not in that of their documents: they are read from the first, and
    /// those that are held here already are passed over.
    /// </summary>
    private bool ReadFollowing(int limit, List<LaneDocument> taken)
    {
        var known = taken.Concat(_parked).Select(document => document.Id).ToHashSet();
        var read = ledger.ReadFollowing(
            handle,
            queue,
            lane,
            known.Count + Math.Clamp(limit, 64, 2000),
            before?.Invoke() ?? DateTimeOffset.MaxValue
        );
        foreach (var document in read)
            if (!known.Contains(document.Id))
                _ahead.AddLast(document);
        return _ahead.Count > 0;
    }

    private bool ReadAhead(int limit)
    {
        var read = ledger.ReadWaiting(handle, queue, lane, _cursor, Math.Clamp(limit, 64, 2000));
        // What is not due yet stays where it is, so that a newer revision can still take its place.
        if (before?.Invoke() is { } due)
            read = [.. read.TakeWhile(document => document.AcceptedAt <= due)];
        foreach (var document in read)
            _ahead.AddLast(document);
        if (read.Count > 0)
            _cursor = read[^1].Id;
        return read.Count > 0;
    }

    /// <summary>Puts documents back that were taken and not sent.</summary>
    public void PutBack(IEnumerable<LaneDocument> documents)
    {
        foreach (var document in documents.Reverse())
            if (document.State == DeliveryState.Waiting)
                _ahead.AddFirst(document);
    }

    /// <summary>Every document of the lane up to this one is settled, in a row, or among those given.</summary>
    public long Head
    {
        get
        {
            // What follows has rows of its own from the first moment.
            if (follows)
                return 0;
            var head = _cursor;
            if (_ahead.Count > 0)
                head = Math.Min(head, _ahead.Min(d => d.Id) - 1);
            if (_parked.Count > 0)
                head = Math.Min(head, _parked.Min(d => d.Id) - 1);
            return head;
        }
    }

    /// <summary>Takes over what became of documents.</summary>
    public void Note(LaneDocument document, in Settlement settlement)
    {
        var moving = settlement.To is DeliveryState.Retrying or DeliveryState.InDoubt;
        var known = _unsettled.ContainsKey(document.Id);
        if (moving)
        {
            _unsettled[document.Id] = document with
            {
                State = settlement.To,
                Tries = settlement.Tries,
                Asked = settlement.Asked,
                DueAt = settlement.DueAt,
                TargetId = settlement.TargetId ?? document.TargetId,
            };
            if (!known)
                _busyKeys[document.KeyHash] = _busyKeys.GetValueOrDefault(document.KeyHash) + 1;
        }
        else if (known)
        {
            _unsettled.Remove(document.Id);
            if (--_busyKeys[document.KeyHash] == 0)
                _busyKeys.Remove(document.KeyHash);
        }
    }
}
