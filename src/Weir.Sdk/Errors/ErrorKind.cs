namespace Weir.Sdk.Errors;

/// <summary>What went wrong, in the words by which the engine decides what happens next.</summary>
public enum ErrorKind
{
    /// <summary>A setting is wrong (address, account set, form id). A person must change it; the flow pauses, nothing is marked failed.</summary>
    Config,

    /// <summary>The other side does not accept who we are. The flow pauses until the credential is changed.</summary>
    Auth,

    /// <summary>Too many calls. Tried again after <see cref="ConnectorException.RetryAfter"/>; the whole connection slows down.</summary>
    RateLimited,

    /// <summary>Nothing was done and the same call may succeed later (refused, lock conflict, 503).</summary>
    Transient,

    /// <summary>The data was refused. Repeating does not help; a person must act on the document.</summary>
    Rejected,

    /// <summary>Sent, and it is not known whether the target took it. The target is asked before anything is sent again.</summary>
    InDoubt,

    /// <summary>An answer this connector does not know. On a write it is treated as in doubt, on a read as transient.</summary>
    Unknown,
}
