using System.Globalization;
using System.Text;

namespace Weir.Storage.Embedded;

/// <summary>
/// An INSERT of many rows at once: SQLite opens its cursor once for all of them and stays at the place in the tree, which makes a row
/// several times cheaper when rows come in the order of their keys.
/// </summary>
internal sealed class BulkInsert(SqliteDb db, string head, int columns, string tail = "") : IDisposable
{
    private const int MostRows = 32;
    private readonly SqliteDb.Statement?[] _bySize = new SqliteDb.Statement?[6];

    /// <summary>The statement for as many of the remaining rows as go at once. Row r, column c (both from 0) is parameter r * columns + c + 1.</summary>
    public SqliteDb.Statement Take(int remaining, out int rows)
    {
        var size = int.Log2(Math.Min(remaining, MostRows));
        rows = 1 << size;
        return _bySize[size] ??= db.Prepare(Sql(rows));
    }

    private string Sql(int rows)
    {
        var sql = new StringBuilder(head).Append(" VALUES");
        for (var i = 0; i < rows * columns; i++)
            sql.Append(
                    i % columns > 0 ? ","
                    : i > 0 ? "),("
                    : "("
                )
                .Append('?')
                .Append((i + 1).ToString(CultureInfo.InvariantCulture));
        return sql.Append(") ").Append(tail).ToString();
    }

    public void Dispose()
    {
        foreach (var statement in _bySize)
            statement?.Dispose();
    }
}
