using System.Runtime.InteropServices;

namespace Weir.Storage.Embedded;

/// <summary>
/// The few calls of SQLite that the ledger's hot path makes millions of times, without what SQLitePCL puts around each (a reference count on the handle, a
/// provider look-up). Whoever calls holds the statement open. Those that only copy a value do not tell the runtime that native code runs: they end in
/// nanoseconds.
/// </summary>
internal static partial class SqliteNative
{
    private const string Library = "e_sqlite3";

    /// <summary>SQLITE_TRANSIENT: SQLite makes its own copy before the call returns.</summary>
    private static readonly nint Transient = -1;

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    public static partial int BindLong(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
    public static partial int BindNull(nint statement, int index);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    public static partial long ColumnLong(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    public static partial int ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    private static partial int ColumnBytes(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    private static unsafe partial byte* ColumnBlob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    private static unsafe partial int BindText(nint statement, int index, byte* utf8, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static unsafe partial int BindBlob(nint statement, int index, byte* bytes, int length, nint destructor);

    /// <summary>Binds a text; an empty one is an empty text, not NULL.</summary>
    public static unsafe int BindText(nint statement, int index, ReadOnlySpan<byte> utf8)
    {
        byte nothing = 0;
        fixed (byte* first = utf8)
            return BindText(statement, index, first is null ? &nothing : first, utf8.Length, Transient);
    }

    /// <summary>Binds bytes; none are an empty blob, not NULL.</summary>
    public static unsafe int BindBlob(nint statement, int index, ReadOnlySpan<byte> bytes)
    {
        byte nothing = 0;
        fixed (byte* first = bytes)
            return BindBlob(statement, index, first is null ? &nothing : first, bytes.Length, Transient);
    }

    /// <summary>A column's bytes; valid until the statement is stepped or reset.</summary>
    public static unsafe ReadOnlySpan<byte> ColumnBytesOf(nint statement, int column)
    {
        // First the pointer, then the length: the order that SQLite asks for.
        var bytes = ColumnBlob(statement, column);
        return bytes is null ? default : new ReadOnlySpan<byte>(bytes, ColumnBytes(statement, column));
    }
}
