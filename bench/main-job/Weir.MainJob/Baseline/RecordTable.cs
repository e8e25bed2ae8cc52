using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Weir.MainJob.Baseline;

/// <summary>
/// One row per record: written with its raw JSON before the send, completed with the target's id after the answer.
/// One connection, one transaction at a time, prepared commands, WAL.
/// </summary>
internal sealed class RecordTable : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _change;
    private readonly SqliteCommand _update;

    public RecordTable(string directory)
    {
        Directory.CreateDirectory(directory);
        _connection = new SqliteConnection($"Data Source={Path.Combine(directory, "baseline.db")};Pooling=False");
        _connection.Open();
        Execute("PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
        Execute("PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=4096;");
        Execute(
            """
            CREATE TABLE IF NOT EXISTS record(
              key TEXT PRIMARY KEY NOT NULL, hash INTEGER NOT NULL, state INTEGER NOT NULL, target INTEGER, payload BLOB NOT NULL)
            """
        );
        _begin = Command("BEGIN IMMEDIATE");
        _commit = Command("COMMIT");
        _insert = Command(
            """
            INSERT INTO record(key, hash, state, payload) VALUES($key, $hash, 0, $payload) ON CONFLICT(key) DO NOTHING
            """,
            "$key",
            "$hash",
            "$payload"
        );
        _change = Command(
            """
            UPDATE record SET hash = $hash, state = 0, payload = $payload
            WHERE key = $key AND (hash <> $hash OR state = 0) RETURNING rowid
            """,
            "$key",
            "$hash",
            "$payload"
        );
        _update = Command("UPDATE record SET state = 1, target = $target WHERE rowid = $row", "$target", "$row");
    }

    /// <summary>Stores the page's rows; the row id is 0 for a record that was delivered before and has not changed.</summary>
    public void Accept(JsonElement rows, long[] rowIds)
    {
        lock (_gate)
        {
            _begin.ExecuteNonQuery();
            var index = 0;
            foreach (var row in rows.EnumerateArray())
            {
                var json = JsonMarshal.GetRawUtf8Value(row);
                rowIds[index++] = Accept(row.GetProperty("agentId"u8).GetRawText(), (long)XxHash3.HashToUInt64(json), json.ToArray());
            }
            _commit.ExecuteNonQuery();
        }
    }

    private long Accept(string key, long hash, byte[] payload)
    {
        Bind(_insert, key, hash, payload);
        if (_insert.ExecuteNonQuery() == 1)
            return raw.sqlite3_last_insert_rowid(_connection.Handle);
        Bind(_change, key, hash, payload);
        return _change.ExecuteScalar() is long rowId ? rowId : 0;
    }

    private static void Bind(SqliteCommand command, string key, long hash, byte[] payload)
    {
        command.Parameters[0].Value = key;
        command.Parameters[1].Value = hash;
        command.Parameters[2].Value = payload;
    }

    public void Complete(ReadOnlySpan<long> rowIds, ReadOnlySpan<long> targetIds)
    {
        lock (_gate)
        {
            _begin.ExecuteNonQuery();
            for (var i = 0; i < rowIds.Length; i++)
            {
                _update.Parameters[0].Value = targetIds[i];
                _update.Parameters[1].Value = rowIds[i];
                _update.ExecuteNonQuery();
            }
            _commit.ExecuteNonQuery();
        }
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        if (parameters.Length > 0)
            command.Prepare();
        return command;
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _insert.Dispose();
        _change.Dispose();
        _update.Dispose();
        _connection.Dispose();
    }
}
