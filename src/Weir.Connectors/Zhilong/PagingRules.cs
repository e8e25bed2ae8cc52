using Weir.Sdk.Errors;

namespace Weir.Connectors.Zhilong;

/// <summary>What a page showed.</summary>
internal readonly record struct PageFacts(int Rows, long? Total, string Hash);

/// <summary>Something the user should know; told once for a path and code.</summary>
internal readonly record struct PageNote(string Code, string Text);

/// <summary>What follows from a page.</summary>
/// <param name="Next">The next page of the pass, or null after the last.</param>
internal sealed record PageStep(PageCursor? Next)
{
    /// <summary>The page is the one before once more; its rows are not handed on.</summary>
    public bool Repeats { get; init; }

    /// <summary>What the user should know.</summary>
    public PageNote? Note { get; init; }

    /// <summary>The read cannot go on without losing rows.</summary>
    public ConnectorException? Error { get; init; }
}

/// <summary>Decides what comes after a page (reference §4 <c>paging.stop</c>). It rather reads a row twice than never.</summary>
internal static class PagingRules
{
    private const int MostBacks = 20;

    public static PageStep Next(PagingSettings paging, string path, PageCursor at, PageFacts page)
    {
        // -1 is "not counted"; a total below the rows in hand is told by servers that count nothing.
        var total = page.Total >= page.Rows ? page.Total : null;
        if (paging.Mode is PagingMode.None)
            return total > page.Rows
                ? Fail(ErrorKind.Config, "noPaging", $"gave {page.Rows} of {total} rows in one call; set paging.mode to pageNum")
                : new PageStep(Next: null);

        if (total < at.Total)
            return StepBack(path, at, page, at.Total.Value - total.Value);
        var before = (long)at.Page * at.Size;
        var remain = total - before;
        if (paging.Stop.Repeat && page.Rows > 0 && at.Page > 0 && string.Equals(page.Hash, at.Hash, StringComparison.Ordinal))
            return remain > 0
                ? Fail(
                    ErrorKind.Transient,
                    "repeatedPage",
                    $"gave page {at.Page} again as page {at.Page + 1} although the total is {total}; it may not read the page number there: set request.pageInBody or request.bodyMode"
                )
                : new PageStep(Next: null) { Repeats = true };
        if (page.Rows == 0)
            return remain > 0
                ? Fail(ErrorKind.Transient, "emptyPage", $"gave no rows as page {at.Page + 1} although the total is {total}")
                : new PageStep(Next: null);
        if (at.Seen == 0 && page.Rows != at.Size && total > page.Rows)
            return Adopt(path, at, page);

        var done = total is null ? paging.Stop.ShortPage && page.Rows < at.Size : remain <= Math.Max(at.Size, at.Page == 0 ? page.Rows : 0);
        if (done && (total is null || paging.Stop.Total || (paging.Stop.ShortPage && page.Rows < at.Size)))
            return new PageStep(Next: null);
        return new PageStep(Forward(at, page, at.Size))
        {
            Note =
                total is not null && !done && page.Rows < at.Size
                    ? new PageNote(
                        "shortPage",
                        $"植隆 {path}: page {at.Page + 1} has {page.Rows} rows instead of {at.Size} although more follow; rows may be filtered after paging."
                    )
                    : null,
        };

        PageStep Fail(ErrorKind kind, string code, string what) =>
            new(Next: null) { Error = new ConnectorException(kind, $"植隆 {path} {what}.") { Code = code } };
    }

    /// <summary>Some servers cap the page size: what the first page has is the size, or rows between the two would be skipped.</summary>
    private static PageStep Adopt(string path, PageCursor at, PageFacts page) =>
        new(Forward(at, page, page.Rows))
        {
            Note = new PageNote(
                "cap",
                $"植隆 {path}: the server gives pages of {page.Rows} rows where {at.Size} were asked for; reading on with {page.Rows}."
            ),
        };

    /// <summary>
    /// The total shrank by d since the page before: d rows left the window (edited or deleted meanwhile), so the rows behind them moved up by at
    /// most d places, and up to d rows slipped from this page onto pages that were read already. Going back ceil(d / size) pages reads them;
    /// what is read twice comes out of the ledger as unchanged.
    /// </summary>
    private static PageStep StepBack(string path, PageCursor at, PageFacts page, long shrunk)
    {
        if (at.Backs >= MostBacks)
            return new PageStep(Next: null)
            {
                Error = new ConnectorException(
                    ErrorKind.Transient,
                    $"植隆 {path}: the total shrank {MostBacks + 1} times during one read; it is read again when the data is at rest."
                )
                {
                    Code = "totalMoves",
                },
            };
        var pages = (shrunk + at.Size - 1) / at.Size;
        return new PageStep(
            at with
            {
                Page = (int)Math.Max(0, at.Page - pages),
                Seen = at.Seen + page.Rows,
                Total = page.Total,
                Hash = null,
                Backs = at.Backs + 1,
            }
        )
        {
            Note = new PageNote("shrank", $"植隆 {path}: the total shrank by {shrunk} during the read; {pages} pages are read again."),
        };
    }

    private static PageCursor Forward(PageCursor at, PageFacts page, int size) =>
        at with
        {
            Page = at.Page + 1,
            Size = size,
            Seen = at.Seen + page.Rows,
            Total = page.Total >= page.Rows ? page.Total : null,
            Hash = page.Hash,
        };
}
