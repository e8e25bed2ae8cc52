namespace Weir.Sdk.Connectors;

/// <summary>What a sign-in returned; opaque to the engine.</summary>
/// <param name="Value">Cookies, a token, or nothing.</param>
/// <param name="Version">Set by the engine; rises with each sign-in.</param>
public sealed record SessionToken(string Value, long Version = 0);

/// <summary>The session of a connection. One owner decides when to sign in; everybody else waits for it.</summary>
public interface ISession
{
    /// <summary>The session in force, signing in if there is none.</summary>
    ValueTask<SessionToken> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Says that <paramref name="lost"/> no longer works and returns a newer one. Callers that lost the same session share one sign-in.
    /// </summary>
    /// <exception cref="Errors.ConnectorException">Kind Auth when sign-in is refused.</exception>
    ValueTask<SessionToken> RenewAsync(SessionToken lost, CancellationToken cancellationToken);
}
