using System.Globalization;
using System.Text;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;

namespace Weir.Storage.Embedded;

/// <summary>
/// Finds documents by values of their fields. For each flow and set of fields that was ever asked for, a table of values in a file of its own, brought up to date from
/// the ledger before each look: only what was stored since is read. The file can be deleted; it is built again.
/// </summary>
internal sealed class LookupIndex(DataDirectory directory, PayloadFiles payloads) : IDisposable
{
    /// <summary>Between the values of a key; JSON text never has it unescaped.</summary>
    private const char Separator = '\u001f';
    private const int Step = 2000;
    private const int CacheKilobytes = 4 * 1024;
    private readonly SemaphoreSlim _turn = new(1);
    private SqliteDb? _ledger;
    private SqliteDb? _index;

    /// <summary>The records of the first documents that have the keys.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>> FindAsync(
        string flow,
        IReadOnlyList<string> fields,
        IReadOnlyList<string> keys,
        CancellationToken cancellationToken
    )
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Disk and decompression: not on the caller's turn.
            return await Task.Run(() => Find(flow, fields, keys, cancellationToken), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private Dictionary<string, byte[]> Find(
        string flow,
        IReadOnlyList<string> fields,
        IReadOnlyList<string> keys,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var ledger = _ledger ??= new SqliteDb(directory.LedgerPath, readOnly: true, CacheKilobytes);
        using var stream = ledger.Prepare("SELECT max(s.id), s.lanes FROM stream s JOIN flow f ON f.id = s.flow WHERE f.name=?1");
        stream.Bind(1, flow);
        if (!stream.Step() || stream.IsNull(0))
            return found;
        var (id, lanes) = (stream.Int(0), stream.Int(1));
        stream.Reset();
        var index = _index ??= OpenIndex();
        var table = TableOf(index, id, fields);
        for (var lane = 0; lane < lanes; lane++)
            CatchUp(ledger, index, table, id, lane, fields, cancellationToken);
        Look(ledger, index, table, keys, found);
        return found;
    }

    private SqliteDb OpenIndex()
    {
        var db = new SqliteDb(directory.LookupPath, readOnly: false, CacheKilobytes);
        db.Execute("PRAGMA journal_mode=WAL");
        // It can be lost: the ledger has everything.
        db.Execute("PRAGMA synchronous=OFF");
        db.Execute(
            "CREATE TABLE IF NOT EXISTS field_set(id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, fields TEXT NOT NULL, UNIQUE(stream, fields))"
        );
        db.Execute(
            "CREATE TABLE IF NOT EXISTS done(field_set INTEGER NOT NULL, lane INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(field_set, lane)) WITHOUT ROWID"
        );
        return db;
    }

    private static int TableOf(SqliteDb index, int stream, IReadOnlyList<string> fields)
    {
        var names = string.Join(Separator, fields);
        using var find = index.Prepare("SELECT id FROM field_set WHERE stream=?1 AND fields=?2");
        find.Bind(1, stream).Bind(2, names);
        if (find.Step())
            return find.Int(0);
        index.Execute("BEGIN");
        using var add = index.Prepare("INSERT INTO field_set(stream, fields) VALUES(?1, ?2)");
        add.Bind(1, stream).Bind(2, names).Run();
        var id = (int)index.Scalar("SELECT last_insert_rowid()")!.Value;
        var table = id.ToString(CultureInfo.InvariantCulture);
        index.Execute($"CREATE TABLE entry_{table}(key_hash INTEGER PRIMARY KEY, value TEXT, id INTEGER NOT NULL)");
        index.Execute($"CREATE INDEX entry_{table}_value ON entry_{table}(value, id)");
        index.Execute("COMMIT");
        return id;
    }

    /// <summary>Takes in what a lane has got since; a later revision takes the place of the earlier one.</summary>
    private void CatchUp(
        SqliteDb ledger,
        SqliteDb index,
        int table,
        int stream,
        int lane,
        IReadOnlyList<string> fields,
        CancellationToken cancellationToken
    )
    {
        var name = table.ToString(CultureInfo.InvariantCulture);
        using var done = index.Prepare("SELECT id FROM done WHERE field_set=?1 AND lane=?2");
        done.Bind(1, table).Bind(2, lane);
        var last = done.Step() ? done.Long(0) : DocumentId.Of(stream, lane, 0);
        done.Reset();
        using var read = ledger.Prepare("SELECT id, key_hash, frame, place FROM document WHERE id>?1 AND id<=?2 ORDER BY id LIMIT ?3");
        using var put = index.Prepare(
            $"INSERT INTO entry_{name}(key_hash, value, id) VALUES(?1, ?2, ?3) ON CONFLICT(key_hash) DO UPDATE SET value=?2, id=?3"
        );
        using var note = index.Prepare(
            "INSERT INTO done(field_set, lane, id) VALUES(?1, ?2, ?3) ON CONFLICT(field_set, lane) DO UPDATE SET id=?3"
        );
        using var frame = new OpenFrame(payloads);
        var values = new FieldValues(fields);
        for (var more = true; more; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            read.Bind(1, last).Bind(2, DocumentId.Of(stream, lane, DocumentId.MaxSequence)).Bind(3, Step);
            index.Execute("BEGIN");
            var rows = 0;
            while (read.Step())
            {
                rows++;
                last = read.Long(0);
                put.Bind(1, read.Long(1)).Bind(2, values.Of(frame.Record(read.Long(2), read.Int(3)))).Bind(3, last).Run();
            }
            read.Reset();
            more = rows == Step;
            if (rows > 0)
                note.Bind(1, table).Bind(2, lane).Bind(3, last).Run();
            index.Execute("COMMIT");
        }
    }

    private void Look(SqliteDb ledger, SqliteDb index, int table, IReadOnlyList<string> keys, Dictionary<string, byte[]> found)
    {
        using var find = index.Prepare(
            $"SELECT id FROM entry_{table.ToString(CultureInfo.InvariantCulture)} WHERE value=?1 ORDER BY id LIMIT 1"
        );
        using var place = ledger.Prepare("SELECT frame, place FROM document WHERE id=?1");
        var places = new List<(string Key, long Frame, int Place)>();
        foreach (var key in keys)
        {
            find.Bind(1, key);
            if (find.Step())
            {
                place.Bind(1, find.Long(0));
                if (place.Step())
                    places.Add((key, place.Long(0), place.Int(1)));
                place.Reset();
            }
            find.Reset();
        }
        using var frame = new OpenFrame(payloads);
        foreach (var (key, name, at) in places.OrderBy(p => p.Frame))
            found[key] = frame.Record(name, at).ToArray();
    }

    public void Dispose()
    {
        _index?.Dispose();
        _ledger?.Dispose();
        _turn.Dispose();
    }

    /// <summary>The values of the fields of a record as one text; null when one of them is empty, a list or a group.</summary>
    private sealed class FieldValues(IReadOnlyList<string> fields)
    {
        private readonly ValuePlan[] _plans = [.. fields.Select(FieldText.PlanOf)];

        public string? Of(ReadOnlySpan<byte> record)
        {
            var text = new StringBuilder();
            for (var i = 0; i < _plans.Length; i++)
            {
                if (FieldText.Of(record, _plans[i]) is not { Length: > 0 } value)
                    return null;
                if (i > 0)
                    text.Append(Separator);
                text.Append(value);
            }
            return text.ToString();
        }
    }
}
