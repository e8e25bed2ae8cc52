using Weir.Engine.Ledger;

namespace Weir.Storage.Embedded;

/// <summary>Runs, slices, watermarks. Used on the writer's thread.</summary>
internal sealed class RunTables(SqliteDb db, TimeProvider time) : IDisposable
{
    private readonly SqliteDb.Statement _advance = db.Prepare(
        "UPDATE slice SET cursor=?3, done=?4, pages=pages+1, read=read+?5, fresh=fresh+?6, changed=changed+?7, unchanged=unchanged+?8, bytes=bytes+?9 WHERE run=?1 AND no=?2"
    );

    private readonly SqliteDb.Statement _count = db.Prepare(
        """
        INSERT INTO slice(run,no,done,pages,read,fresh,changed,unchanged,bytes) VALUES(?1,?2,1,1,?3,?4,?5,?6,?7)
            ON CONFLICT(run,no) DO UPDATE SET pages=pages+1, read=read+?3, fresh=fresh+?4, changed=changed+?5, unchanged=unchanged+?6, bytes=bytes+?7
        """
    );

    private readonly SqliteDb.Statement _pages = db.Prepare("SELECT pages FROM slice WHERE run=?1 AND no=?2");

    /// <summary>Pages of a slice that are stored.</summary>
    public long Pages(long run, int slice)
    {
        _pages.Bind(1, run).Bind(2, slice);
        var pages = _pages.Step() ? _pages.Long(0) : 0;
        _pages.Reset();
        return pages;
    }

    public RunRecord? FindOpen(int flow)
    {
        using var find = db.Prepare("SELECT id FROM run WHERE flow=?1 AND state=0 ORDER BY id DESC LIMIT 1");
        find.Bind(1, flow);
        return find.Step() ? Rows.Run(db, find.Long(0)) : null;
    }

    public DateTimeOffset? Watermark(int stream)
    {
        using var find = db.Prepare("SELECT watermark FROM stream WHERE id=?1");
        find.Bind(1, stream);
        return find.Step() ? Rows.Time(find.LongOrNull(0)) : null;
    }

    public RunRecord Start(int flow, RunOpening opening)
    {
        var now = time.GetUtcNow();
        using var add = db.Prepare("INSERT INTO run(flow,version,stream,trigger,state,started,parameters) VALUES(?1,?2,?3,?4,0,?5,?6)");
        add.Bind(1, flow).Bind(2, opening.Version).Bind(3, opening.Stream).Bind(4, opening.Trigger);
        add.Bind(5, now.ToUnixTimeMilliseconds()).Bind(6, opening.Parameters).Run();
        var run = db.Scalar("SELECT last_insert_rowid()")!.Value;
        using var slice = db.Prepare(
            "INSERT INTO slice(run,no,low,high,cursor,done,pages,read,fresh,changed,unchanged,bytes) VALUES(?1,?2,?3,?4,NULL,?5,0,0,0,0,0,0)"
        );
        foreach (var s in opening.Slices)
        {
            slice.Bind(1, run).Bind(2, s.No).Bind(3, s.From?.ToUnixTimeMilliseconds()).Bind(4, s.To?.ToUnixTimeMilliseconds());
            slice.Bind(5, s.Done ? 1 : 0).Run();
        }
        return new RunRecord(run, flow, opening.Version, opening.Trigger, RunState.Running, now, EndedAt: null, Error: null)
        {
            Slices = opening.Slices,
            Parameters = opening.Parameters,
        };
    }

    public void End(long run, RunState state, string? error)
    {
        using var end = db.Prepare("UPDATE run SET state=?2, ended=?3, error=?4 WHERE id=?1");
        end.Bind(1, run).Bind(2, (long)state).Bind(3, time.GetUtcNow().ToUnixTimeMilliseconds()).Bind(4, error).Run();
        if (state == RunState.Done)
            RestoredFlows.RunEnded(db, run, time.GetUtcNow());
    }

    /// <summary>Moves a slice on and, when it was the last one missing, the watermark. Returns the watermark.</summary>
    public DateTimeOffset? Advance(PageAppend page, SliceCounts counts)
    {
        var (run, slice, stream, next) = (page.Run, page.Slice, page.Handle.Stream, page.Next);
        _advance.Bind(1, run).Bind(2, slice).Bind(3, next).Bind(4, next is null ? 1 : 0);
        _advance.Bind(5, counts.Read).Bind(6, counts.Fresh).Bind(7, counts.Changed).Bind(8, counts.Unchanged).Bind(9, counts.Bytes).Run();
        if (next is not null || !page.MovesWatermark)
            return null;
        // Up to the first slice that is not done; never back, whatever the clock did.
        var reached = Watermark(stream);
        foreach (var part in Rows.Slices(db, run).TakeWhile(part => part.Done))
            if (part.To is { } to && (reached is null || to > reached))
                reached = to;
        using var move = db.Prepare("UPDATE stream SET watermark=?2 WHERE id=?1");
        move.Bind(1, stream).Bind(2, reached?.ToUnixTimeMilliseconds()).Run();
        return reached;
    }

    /// <summary>Counts a page behind which the slice stays where it is; the slice of what is pushed begins with its first.</summary>
    public void Count(long run, int slice, SliceCounts counts)
    {
        _count.Bind(1, run).Bind(2, slice).Bind(3, counts.Read).Bind(4, counts.Fresh).Bind(5, counts.Changed);
        _count.Bind(6, counts.Unchanged).Bind(7, counts.Bytes).Run();
    }

    public void Dispose()
    {
        _count.Dispose();
        _advance.Dispose();
        _pages.Dispose();
    }
}
