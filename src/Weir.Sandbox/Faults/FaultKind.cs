namespace Weir.Sandbox.Faults;

/// <summary>What can go wrong. "Nothing done" means that the request had no effect; the others tell what was done.</summary>
internal enum FaultKind
{
    /// <summary>The answer is late by delayMs.</summary>
    Slow,

    /// <summary>The connection is aborted, nothing done.</summary>
    ResetBeforeCommit,

    /// <summary>The request is carried out, then the connection is aborted instead of answering.</summary>
    ResetAfterCommit,

    /// <summary>The connection is aborted at once; the request is carried out delayMs later.</summary>
    LateCommit,

    /// <summary>HTTP 502 with an HTML page, nothing done.</summary>
    HtmlError,

    /// <summary>HTTP 502 with an HTML page although the request was carried out.</summary>
    HtmlAfterCommit,

    /// <summary>HTTP 429 with Retry-After, nothing done.</summary>
    Http429,

    /// <summary>Carried out, but the JSON is cut in the middle.</summary>
    Truncated,

    /// <summary>Carried out, but the answer is not JSON.</summary>
    Malformed,

    /// <summary>HTTP 200 with no bytes, nothing done.</summary>
    EmptyBody,

    /// <summary>金蝶: text that begins with response_error:, nothing done.</summary>
    ResponseError,

    /// <summary>金蝶: the built-in filter blocks a request that contains the marker, nothing done.</summary>
    RequestFilter,

    /// <summary>The vendor's clock is off by delayMs (negative: behind) as long as the rule is there.</summary>
    ClockSkew,

    /// <summary>The session or token of the caller is gone, nothing done.</summary>
    SessionLost,

    /// <summary>Every session or token is gone, nothing done.</summary>
    KickSession,

    /// <summary>金蝶: MsgCode 14, nothing done.</summary>
    CallLimit14,

    /// <summary>金蝶: MsgCode 13, nothing done.</summary>
    LockConflict13,

    /// <summary>金蝶: some packages are refused, a share of them.</summary>
    PartialFailure,

    /// <summary>金蝶: some packages are saved but appear neither as success nor as error.</summary>
    MissingDIndex,

    /// <summary>金蝶: the package is saved, but submit or audit after it does not happen.</summary>
    SaveWithoutAudit,

    /// <summary>植隆: HTTP 200 whose body has code 401.</summary>
    Unauthorized401InBody,

    /// <summary>植隆: the total differs from page to page.</summary>
    TotalChanges,

    /// <summary>植隆: the page before is answered again.</summary>
    RepeatedPage,

    /// <summary>植隆: far more rows than asked for.</summary>
    HugePage,

    /// <summary>植隆: one row has a remark of a mebibyte.</summary>
    BigRecord,
}
