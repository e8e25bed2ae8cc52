namespace Weir.Sdk.Errors;

/// <summary>The one exception a connector throws: what was attempted, on what, and what the other side answered.</summary>
/// <param name="kind">Decides what the engine does.</param>
/// <param name="message">What was attempted, on what, what the other side said, what to do. Never holds a secret.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class ConnectorException(ErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Decides what the engine does.</summary>
    public ErrorKind Kind { get; } = kind;

    /// <summary>The vendor's own code, verbatim (for example <c>MsgCode 11</c> or <c>HTTP 502</c>).</summary>
    public string? Code { get; init; }

    /// <summary>The vendor's own text, verbatim, at most 2,000 characters.</summary>
    public string? VendorText { get; init; }

    /// <summary>How long the other side asked us to wait; only with <see cref="ErrorKind.RateLimited"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The calls made before it was thrown, for the attempt's trace; set by the target as the exception leaves it.</summary>
    public IReadOnlyList<Connectors.Exchange> Exchanges { get; set; } = [];
}
