using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>What a page showed.</summary>
/// <param name="Rows">Rows on it.</param>
/// <param name="Total">The total it tells.</param>
/// <param name="Hash">Hash of its rows.</param>
/// <param name="HasNext">Whether it says that another follows.</param>
/// <param name="Token">The cursor of the next page.</param>
/// <param name="TokenIsNumber">The cursor is a number.</param>
internal readonly record struct PageFacts(int Rows, long? Total, string Hash, bool? HasNext, string? Token, bool TokenIsNumber = false);

/// <summary>What follows from a page.</summary>
/// <param name="Next">The next page, or null after the last.</param>
internal sealed record PageStep(PageCursor? Next)
{
    /// <summary>The page is the one before once more; its rows are not handed on.</summary>
    public bool Repeats { get; init; }

    /// <summary>What the user should know.</summary>
    public string? Note { get; init; }

    /// <summary>The read cannot go on without losing rows.</summary>
    public ConnectorException? Error { get; init; }
}

/// <summary>Decides what comes after a page. It rather reads a row twice than never.</summary>
internal sealed class PagingRules(PagingSettings paging, string subject)
{
    private const int MostBacks = 20;
    private const int MostEmpties = 50;

    /// <summary>What comes after a page.</summary>
    public PageStep Next(PageCursor at, PageFacts page)
    {
        // -1 is "not counted"; a total below the rows in hand is told by servers that count nothing.
        var total = page.Total >= page.Rows ? page.Total : null;
        return paging.Mode switch
        {
            PagingMode.None => total > page.Rows || page.HasNext is true
                ? Fail(ErrorKind.Config, "no-paging", $"gave {page.Rows} rows in one call and says that there are more; set paging.mode")
                : new PageStep(Next: null),
            PagingMode.Cursor => AfterCursor(at, page, total),
            _ => AfterPage(at, page, total),
        };
    }

    private PageStep AfterCursor(PageCursor at, PageFacts page, long? total)
    {
        var seen = at.Seen + page.Rows;
        if (page.HasNext is false)
            return new PageStep(Next: null);
        if (string.IsNullOrEmpty(page.Token))
            return page.HasNext is true
                ? Fail(ErrorKind.Config, "no-cursor", $"says that there is another page, and gives no cursor at '{paging.Cursor}'")
                : new PageStep(Next: null);
        if (string.Equals(page.Token, at.Token, StringComparison.Ordinal))
            return page.HasNext is true || total > seen
                ? Fail(ErrorKind.Transient, "same-cursor", $"gave the cursor '{page.Token}' again although more rows should follow")
                : new PageStep(Next: null);
        // Without a word of its own, a server that always gives a cursor ends with an empty page.
        if (page.Rows == 0 && page.HasNext is null && !(total > seen))
            return new PageStep(Next: null);
        return Forward(at, page, at.Size, total);
    }

    private PageStep AfterPage(PageCursor at, PageFacts page, long? total)
    {
        if (total < at.Total)
            return StepBack(at, page, total.Value, at.Total.Value - total.Value);
        var remain = total - (long)at.Page * at.Size;
        if (paging.StopAtRepeat && page.Rows > 0 && at.Page > 0 && string.Equals(page.Hash, at.Hash, StringComparison.Ordinal))
            return remain > 0 || page.HasNext is true
                ? Fail(
                    ErrorKind.Transient,
                    "repeated-page",
                    $"gave the page before once more as page {at.Page + 1} although more rows should follow; it may not read the page number there: check paging.pageParam and paging.in"
                )
                : new PageStep(Next: null) { Repeats = true };
        if (page.HasNext is { } follows)
            return follows ? Forward(at, page, SizeAfter(at, page), total) : new PageStep(Next: null);
        if (page.Rows == 0)
            return remain > 0
                ? Fail(ErrorKind.Transient, "empty-page", $"gave no rows as page {at.Page + 1} although the total is {total}")
                : new PageStep(Next: null);
        if (at.Seen == 0 && page.Rows != at.Size && total > page.Rows)
            return Forward(at, page, page.Rows, total) with { Note = Cap(at, page) };
        var isShort = paging.StopAtShortPage && page.Rows < at.Size;
        var done = total is null ? isShort : remain <= Math.Max(at.Size, at.Page == 0 ? page.Rows : 0);
        return done ? new PageStep(Next: null) : Forward(at, page, at.Size, total);
    }

    /// <summary>Some servers cap the page size: what the first page has is the size, or rows between the two would be skipped.</summary>
    private static int SizeAfter(PageCursor at, PageFacts page) => at.Seen == 0 && page.Rows > 0 ? page.Rows : at.Size;

    private string Cap(PageCursor at, PageFacts page) =>
        $"{subject}: the server gives pages of {page.Rows} rows where {at.Size} were asked for; reading on with {page.Rows}.";

    /// <summary>
    /// The total shrank by d since the page before: d rows left the window, so up to d rows slipped from this page onto pages that were read already.
    /// Going back ceil(d / size) pages reads them; what is read twice comes out of the ledger as unchanged.
    /// </summary>
    private PageStep StepBack(PageCursor at, PageFacts page, long total, long shrunk)
    {
        if (at.Backs >= MostBacks)
            return Fail(
                ErrorKind.Transient,
                "total-moves",
                $"told a smaller total {MostBacks + 1} times during one read; it is read again when the data is at rest"
            );
        var pages = (shrunk + at.Size - 1) / at.Size;
        return new PageStep(
            at with
            {
                Page = (int)Math.Max(0, at.Page - pages),
                Seen = at.Seen + page.Rows,
                Total = total,
                Hash = null,
                Backs = at.Backs + 1,
            }
        )
        {
            Note = $"{subject}: the total shrank by {shrunk} during the read; {pages} pages are read again.",
        };
    }

    private PageStep Forward(PageCursor at, PageFacts page, int size, long? total)
    {
        var empties = page.Rows == 0 ? at.Empties + 1 : 0;
        return empties > MostEmpties
            ? Fail(
                ErrorKind.Transient,
                "empty-page",
                $"gave {empties} pages without rows, one after the other, and says that there are more"
            )
            : new PageStep(
                at with
                {
                    Page = at.Page + 1,
                    Size = size,
                    Seen = at.Seen + page.Rows,
                    Total = total,
                    Hash = page.Hash,
                    Empties = empties,
                    Token = page.Token,
                    TokenIsNumber = page.TokenIsNumber,
                }
            );
    }

    private PageStep Fail(ErrorKind kind, string code, string what) =>
        new(Next: null) { Error = new ConnectorException(kind, $"{subject} {what}.") { Code = code } };
}
