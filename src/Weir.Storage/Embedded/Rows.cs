using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>Rows read in more than one place.</summary>
internal static class Rows
{
    public const string RunColumns = "id, flow, version, trigger, state, started, ended, error, parameters";

    public static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    public static RunRecord? Run(SqliteDb db, long id)
    {
        using var run = db.Prepare($"SELECT {RunColumns} FROM run WHERE id=?1");
        run.Bind(1, id);
        return run.Step() ? Run(run, Slices(db, id)) : null;
    }

    public static RunRecord Run(SqliteDb.Statement row, IReadOnlyList<SliceRecord> slices) =>
        new(
            row.Long(0),
            row.Int(1),
            row.Int(2),
            row.Text(3),
            (RunState)row.Int(4),
            Time(row.Long(5))!.Value,
            Time(row.LongOrNull(6)),
            row.TextOrNull(7)
        )
        {
            Slices = slices,
            Parameters = row.TextOrNull(8),
        };

    public static IReadOnlyList<SliceRecord> Slices(SqliteDb db, long run)
    {
        using var read = db.Prepare(
            "SELECT no, low, high, cursor, done, pages, read, fresh, changed, unchanged, bytes FROM slice WHERE run=?1 ORDER BY no"
        );
        read.Bind(1, run);
        var slices = new List<SliceRecord>();
        while (read.Step())
            slices.Add(
                new SliceRecord(
                    read.Int(0),
                    Time(read.LongOrNull(1)),
                    Time(read.LongOrNull(2)),
                    read.TextOrNull(3),
                    read.Int(4) == 1,
                    new SliceCounts(read.Long(5), read.Long(6), read.Long(7), read.Long(8), read.Long(9), read.Long(10))
                )
            );
        return slices;
    }
}
