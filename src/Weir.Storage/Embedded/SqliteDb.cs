using System.Text;
using SQLitePCL;
using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>
/// One SQLite connection used by one thread at a time. Thinner than ADO.NET on purpose: the ledger's hot path binds and steps
/// prepared statements a few hundred thousand times a second.
/// </summary>
internal sealed class SqliteDb : IDisposable
{
    private readonly sqlite3 _handle;
    private readonly string _path;

    static SqliteDb()
    {
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        // Memory statistics cost a process-wide lock on every allocation, and nobody reads them.
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        raw.sqlite3_initialize();
    }

    public SqliteDb(string path, bool readOnly, int cacheKilobytes)
    {
        _path = path;
        var flags = (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE) | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out _handle, flags, null);
        if (code != raw.SQLITE_OK)
            throw Error(code, "open");
        raw.sqlite3_extended_result_codes(_handle, 1);
        raw.sqlite3_busy_timeout(_handle, 10_000);
        Execute($"PRAGMA cache_size=-{cacheKilobytes}");
        Execute("PRAGMA temp_store=MEMORY");
    }

    public void Execute(string sql)
    {
        var code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK)
            throw Error(code, sql.Length > 60 ? sql[..60] : sql);
    }

    public Statement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement);
        return code == raw.SQLITE_OK ? new Statement(this, statement) : throw Error(code, sql);
    }

    /// <summary>One value of the first row, or null.</summary>
    public long? Scalar(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Long(0) : null;
    }

    public int Changes => raw.sqlite3_changes(_handle);

    public StoreException Error(int code, string what)
    {
        var text = _handle is null ? raw.sqlite3_errstr(code).utf8_to_string() : raw.sqlite3_errmsg(_handle).utf8_to_string();
        var advice = (code & 0xFF) switch
        {
            raw.SQLITE_FULL => "The disk is full: free space; nothing that was committed is lost.",
            raw.SQLITE_IOERR => "The disk did not take it: it may be full or failing.",
            raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM =>
                "The data directory cannot be written: check its rights and that it is not mounted read-only.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
                "The file is damaged: restore the data directory from a backup, or start with a new one.",
            raw.SQLITE_BUSY => "Another program holds the file.",
            _ => "",
        };
        return new StoreException($"The ledger {_path} could not do '{what}': {text} (SQLite {code}). {advice}".TrimEnd());
    }

    public void Dispose() => raw.sqlite3_close_v2(_handle);

    /// <summary>A prepared statement. Parameters count from 1, columns from 0.</summary>
    internal sealed class Statement(SqliteDb db, sqlite3_stmt handle) : IDisposable
    {
        private readonly nint _statement = handle.DangerousGetHandle();

        public Statement Bind(int index, long value)
        {
            Check(SqliteNative.BindLong(_statement, index, value));
            return this;
        }

        public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

        public Statement Bind(int index, ReadOnlySpan<byte> utf8)
        {
            Check(SqliteNative.BindText(_statement, index, utf8));
            return this;
        }

        public Statement BindBlob(int index, ReadOnlySpan<byte> bytes)
        {
            Check(SqliteNative.BindBlob(_statement, index, bytes));
            return this;
        }

        public Statement Bind(int index, string? text)
        {
            if (text is null)
                return BindNull(index);
            Span<byte> few = stackalloc byte[256];
            return Encoding.UTF8.TryGetBytes(text, few, out var length)
                ? Bind(index, few[..length])
                : Bind(index, Encoding.UTF8.GetBytes(text).AsSpan());
        }

        public Statement BindNull(int index)
        {
            Check(SqliteNative.BindNull(_statement, index));
            return this;
        }

        /// <summary>True while there is a row.</summary>
        public bool Step()
        {
            var code = SqliteNative.Step(_statement);
            if (code == raw.SQLITE_ROW)
                return true;
            if (code == raw.SQLITE_DONE)
                return false;
            var error = db.Error(code, raw.sqlite3_sql(handle).utf8_to_string());
            Reset();
            throw error;
        }

        /// <summary>What it returns is the error of the last step, which was told already.</summary>
        public void Reset() => _ = SqliteNative.Reset(_statement);

        /// <summary>Runs a statement that returns no row and makes it ready for the next time.</summary>
        public void Run()
        {
            Step();
            Reset();
        }

        public bool IsNull(int column) => SqliteNative.ColumnType(_statement, column) == raw.SQLITE_NULL;

        public long Long(int column) => SqliteNative.ColumnLong(_statement, column);

        public int Int(int column) => (int)SqliteNative.ColumnLong(_statement, column);

        public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

        /// <summary>By length, not up to the first NUL.</summary>
        public string Text(int column) => Encoding.UTF8.GetString(Blob(column));

        public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

        public ReadOnlySpan<byte> Blob(int column) => SqliteNative.ColumnBytesOf(_statement, column);

        public void Dispose() => handle.Dispose();

        private void Check(int code)
        {
            if (code != raw.SQLITE_OK)
                throw db.Error(code, raw.sqlite3_sql(handle).utf8_to_string());
        }
    }
}
