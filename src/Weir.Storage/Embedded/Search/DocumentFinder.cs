using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;

namespace Weir.Storage.Embedded.Search;

/// <summary>
/// Finds a page. Lists are put together from cells of the index (a queue or problem in one state), each in order of time; texts are looked for way by way. What a
/// page looks at is bounded: when little of it fits, the page is short and says where to go on.
/// </summary>
internal sealed class DocumentFinder(SearchReader reader, DocumentFilter filter, int limit, CancellationToken cancellationToken)
{
    /// <summary>Rows of the ledger that are looked at for one page.</summary>
    private const int MostLooks = 2000;

    /// <summary>With so few deliveries in the cells, a text is looked for among them and not in the index of texts.</summary>
    private const int FewEntries = 20_000;

    /// <summary>Rejected deliveries and the like: every state that a latest revision can have.</summary>
    private static readonly int[] AllStates = [0, 2, 3, 4, 5, 6, 7];

    private readonly FoundRows _rows = new(reader, filter);
    private readonly List<QueueInfo> _queues =
    [
        .. reader.Queues.Where(q =>
            (filter.Flows is null || filter.Flows.Contains(q.FlowName, StringComparer.Ordinal))
            && (filter.Target is null || string.Equals(q.Node, filter.Target, StringComparison.Ordinal))
        ),
    ];
    private readonly List<FoundDelivery> _found = [];
    private int _looks;

    public FoundDeliveries Find(string? after)
    {
        var cursor = PageCursor.Read(after);
        if (filter.Text is null || cursor.Phase == CellPhase)
            return FindInCells(cursor, filter.Text is not null);
        // Few enough to look at each: then a text that stands anywhere in them is found.
        if (after is null && (filter.Group is not null || filter.States.Count > 0) && IsFew())
            return FindInCells(cursor, byText: true);
        return FindText(cursor);
    }

    /// <summary>Phase of cursors of lists; those of texts have the numbers of <see cref="FoundBy"/>.</summary>
    private const int CellPhase = 9;

    private FoundDeliveries FindInCells(PageCursor cursor, bool byText)
    {
        var (at, id) = (cursor.At, cursor.Id);
        while (_found.Count < limit && _looks < MostLooks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entries = Merge(at, id, Math.Min(limit, MostLooks));
            foreach (var entry in entries)
            {
                (at, id) = (entry.At, entry.Id);
                Look(entry.Id, byText);
                if (_found.Count == limit)
                    break;
            }
            if (entries.Count == 0)
                return new FoundDeliveries(_found, Next: null);
        }
        if (Merge(at, id, 1).Count == 0)
            return new FoundDeliveries(_found, Next: null);
        return new FoundDeliveries(_found, new PageCursor(CellPhase, 0, "", at, id).ToText());
    }

    private void Look(long delivery, bool byText)
    {
        _looks++;
        var queue = _queues.Find(q => q.Id == DocumentId.Owner(delivery));
        if (_rows.Read(queue, DocumentId.Under(delivery, queue.Stream)) is { } found && (!byText || _rows.ByText(found) != FoundBy.Nothing))
            _found.Add(found);
    }

    /// <summary>The next entries of all cells, newest first.</summary>
    private List<(long At, long Id)> Merge(long at, long id, int most)
    {
        var low = filter.From?.ToUnixTimeMilliseconds() ?? long.MinValue;
        if (filter.To is { } to && at >= to.ToUnixTimeMilliseconds())
            (at, id) = (to.ToUnixTimeMilliseconds() - 1, long.MaxValue);
        var entries = new List<(long At, long Id)>();
        foreach (var (column, owner, state) in Cells())
        {
            var read = reader.Prepared(
                $"SELECT at, id FROM entry WHERE {column}=?1 AND state=?2 AND (at, id) < (?3, ?4) AND at>=?5 ORDER BY at DESC, id DESC LIMIT ?6"
            );
            read.Bind(1, owner).Bind(2, state).Bind(3, at).Bind(4, id).Bind(5, low).Bind(6, most);
            while (read.Step())
                entries.Add((read.Long(0), read.Long(1)));
            read.Reset();
        }
        entries.Sort(static (a, b) => b.CompareTo(a));
        return entries.Count > most ? entries[..most] : entries;
    }

    private IEnumerable<(string Column, long Owner, int State)> Cells()
    {
        var states = filter.States.Count == 0 ? AllStates : [.. filter.States.Select(s => (int)s)];
        if (filter.Group is null)
            return _queues.SelectMany(queue => states.Select(state => ("queue", (long)queue.Id, state)));
        return Problems().SelectMany(problem => states.Where(Search.Problems.IsOpen).Select(state => ("problem", problem, state)));
    }

    /// <summary>Problems of the group in the queues that are looked at.</summary>
    private List<long> Problems()
    {
        var problems = new List<long>();
        if (ErrorGroups.HashOf(filter.Group!) is not { } hash)
            return problems;
        var read = reader.Prepared("SELECT id, queue FROM problem WHERE hash=?1");
        read.Bind(1, hash);
        while (read.Step())
            if (_queues.Exists(q => q.Id == read.Int(1)))
                problems.Add(read.Long(0));
        read.Reset();
        return problems;
    }

    private bool IsFew()
    {
        long entries = 0;
        foreach (var (column, owner, state) in Cells())
        {
            var count = reader.Prepared($"SELECT count(*) FROM (SELECT 1 FROM entry WHERE {column}=?1 AND state=?2 LIMIT ?3)");
            count.Bind(1, owner).Bind(2, state).Bind(3, FewEntries).Step();
            entries += count.Long(0);
            count.Reset();
            if (entries >= FewEntries)
                return false;
        }
        return true;
    }

    /// <summary>How many there are; null if they would have to be looked at.</summary>
    public long? Count(Tallies tallies)
    {
        if (filter.Text is not null || filter.From is not null || filter.To is not null)
            return null;
        long count = 0;
        foreach (var (column, owner, state) in Cells())
            if (column is "queue")
                count += tallies.Count((int)owner, state);
            else
            {
                var read = reader.Prepared("SELECT n FROM problem_count WHERE problem=?1 AND state=?2");
                count += read.Bind(1, owner).Bind(2, state).Step() ? read.Long(0) : 0;
                read.Reset();
            }
        return count;
    }

    private FoundDeliveries FindText(PageCursor cursor)
    {
        for (var phase = (FoundBy)Math.Clamp(cursor.Phase, 0, (int)FoundBy.Nothing); phase < FoundBy.Nothing; phase++)
        {
            var part = cursor.Phase == (int)phase ? cursor : PageCursor.Start with { Phase = (int)phase };
            var end = phase is FoundBy.DocumentTerm or FoundBy.DeliveryTerm ? FindTerms(phase, part) : FindWords(phase, part);
            if (end is not null)
                return new FoundDeliveries(_found, end.ToText());
        }
        return new FoundDeliveries(_found, Next: null);
    }

    private bool IsFull => _found.Count >= limit || _looks >= MostLooks;

    /// <summary>Values that begin with the text, owner by owner. Returns where it stopped, null at the end.</summary>
    private PageCursor? FindTerms(FoundBy phase, PageCursor cursor)
    {
        var table = phase == FoundBy.DocumentTerm ? "document_term" : "delivery_term";
        var beginning = Term.Of(filter.Text!);
        foreach (var owner in Owners(phase).Where(owner => owner >= cursor.Owner))
        {
            var (value, id) = owner == cursor.Owner && cursor.Value.Length > 0 ? (cursor.Value, cursor.Id) : (beginning, long.MinValue);
            var read = reader.Prepared(
                $"""
                SELECT value, id FROM {table} WHERE owner=?1 AND (value, id) > (?2, ?3) AND value<?4
                    UNION ALL SELECT value, id FROM {table}_recent WHERE owner=?1 AND (value, id) > (?2, ?3) AND value<?4 ORDER BY value, id LIMIT ?5
                """
            );
            read.Bind(1, owner).Bind(2, value).Bind(3, id).Bind(4, Term.After(beginning)).Bind(5, MostLooks + 1);
            var terms = new List<(string Value, long Id)>();
            while (read.Step())
                if (terms.Count == 0 || terms[^1] != (read.Text(0), read.Long(1)))
                    terms.Add((read.Text(0), read.Long(1)));
            read.Reset();
            foreach (var term in terms)
            {
                if (IsFull)
                    return new PageCursor((int)phase, owner, value, 0, id);
                (value, id) = term;
                LookAt(phase, id, found => _rows.IsFirstTerm(found, phase, term.Value));
            }
        }
        return null;
    }

    /// <summary>Texts that hold all words of the text, newest of each lane first.</summary>
    private PageCursor? FindWords(FoundBy phase, PageCursor cursor)
    {
        if (Words.Query(filter.Text!) is not { } query)
            return null;
        var table = phase == FoundBy.DocumentWords ? "document_word" : "delivery_word";
        foreach (
            var owner in Owners(phase).OrderDescending().Where(owner => cursor.Id == long.MaxValue || owner <= DocumentId.Owner(cursor.Id))
        )
        {
            var high = Math.Min(cursor.Id, DocumentId.Of(owner + 1, 0, 0));
            var read = reader.Prepared(
                $"SELECT rowid FROM {table} WHERE {table} MATCH ?1 AND rowid<?2 AND rowid>=?3 ORDER BY rowid DESC LIMIT ?4"
            );
            read.Bind(1, query).Bind(2, high).Bind(3, DocumentId.Of(owner, 0, 0)).Bind(4, MostLooks + 1);
            var last = high;
            while (read.Step())
            {
                if (IsFull)
                {
                    read.Reset();
                    return new PageCursor((int)phase, owner, "", 0, last);
                }
                last = read.Long(0);
                LookAt(phase, last, _ => true);
            }
            read.Reset();
        }
        return null;
    }

    /// <summary>Streams for what belongs to documents, queues for what belongs to deliveries.</summary>
    private List<int> Owners(FoundBy phase) =>
        [.. _queues.Select(q => phase is FoundBy.DocumentTerm or FoundBy.DocumentWords ? q.Stream : q.Id).Distinct().Order()];

    private void LookAt(FoundBy phase, long id, Func<FoundDelivery, bool> isShown)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ofDocument = phase is FoundBy.DocumentTerm or FoundBy.DocumentWords;
        foreach (var queue in _queues)
        {
            if ((ofDocument ? queue.Stream : queue.Id) != DocumentId.Owner(id))
                continue;
            _looks++;
            if (_rows.Read(queue, DocumentId.Under(id, queue.Stream)) is { } found && _rows.ByText(found) == phase && isShown(found))
                _found.Add(found);
        }
    }
}
