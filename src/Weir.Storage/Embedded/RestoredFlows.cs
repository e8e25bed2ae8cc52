using System.Globalization;
using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>Flows of a ledger that was put back from a backup: what the time since then has delivered is not known to it.</summary>
internal static class RestoredFlows
{
    /// <summary>Takes in that the directory was made of a backup. Done twice it changes nothing.</summary>
    public static void TakeIn(DataDirectory directory, SqliteDb db)
    {
        if (!File.Exists(directory.RestoredPath))
            return;
        if (!long.TryParse(File.ReadAllText(directory.RestoredPath), NumberStyles.None, CultureInfo.InvariantCulture, out var at))
            throw new StoreException($"{directory.RestoredPath} does not say when the backup was made: restore the backup again.");
        using var mark = db.Prepare(
            """
            INSERT INTO restored(flow,at,watermark,until) SELECT flow.id,?1,max(stream.watermark),NULL FROM flow LEFT JOIN stream ON stream.flow=flow.id GROUP BY flow.id
                ON CONFLICT(flow) DO UPDATE SET at=excluded.at, watermark=excluded.watermark, until=NULL
            """
        );
        mark.Bind(1, at).Run();
        File.Delete(directory.RestoredPath);
    }

    /// <summary>Documents of the flow accepted before this may be in the target though the ledger does not know; null = none.</summary>
    public static DateTimeOffset? SuspectBefore(SqliteDb db, int flow)
    {
        using var find = db.Prepare("SELECT until FROM restored WHERE flow=?1");
        find.Bind(1, flow);
        if (!find.Step())
            return null;
        return find.IsNull(0) ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(find.Long(0));
    }

    /// <summary>
    /// A run came to its end. What is accepted from now on is new, if the flow has read the time since the backup again: its watermark, which only its ordinary
    /// runs move, is beyond it; a source without one was read as a whole. What was pushed says nothing of what was pushed before.
    /// </summary>
    public static void RunEnded(SqliteDb db, long run, DateTimeOffset now)
    {
        using var end = db.Prepare(
            $"""
            UPDATE restored SET until=?2 WHERE until IS NULL AND flow=(SELECT flow FROM run WHERE id=?1) AND (
                (SELECT max(stream.watermark) FROM stream WHERE stream.flow=restored.flow)>=restored.at
                OR EXISTS(SELECT 1 FROM slice JOIN run ON run.id=slice.run WHERE run.id=?1 AND run.started>=restored.at
                    AND slice.no<>{SliceRecord.Pushed} AND slice.low IS NULL AND slice.high IS NULL))
            """
        );
        end.Bind(1, run).Bind(2, now.ToUnixTimeMilliseconds()).Run();
    }
}
