using System.Text;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>Puts headers and credentials to a call.</summary>
internal sealed class Credentials
{
    // These belong to the wire, and Host would be another way to call another host.
    private static readonly string[] Forbidden = ["Host", "Content-Length", "Transfer-Encoding", "Connection"];

    private readonly HttpSettings _settings;

    /// <exception cref="ConnectorException">Kind Config: something is missing.</exception>
    public Credentials(HttpSettings settings)
    {
        _settings = settings;
        var auth = settings.Auth;
        var missing = auth.Mode switch
        {
            AuthMode.Basic when auth.UserName.Length == 0 => "basic needs auth.userName and auth.password",
            AuthMode.Bearer when auth.Token.Length == 0 => "bearer needs auth.token",
            AuthMode.Header or AuthMode.Query when auth.Name.Length == 0 || auth.Value.Length == 0 =>
                "header and query need auth.name and auth.value",
            AuthMode.OauthClientCredentials when auth.TokenUrl.Length == 0 || auth.ClientId.Length == 0 || auth.ClientSecret.Length == 0 =>
                "oauthClientCredentials needs auth.tokenUrl, auth.clientId and auth.clientSecret",
            _ => null,
        };
        if (missing is not null)
            throw new ConnectorException(ErrorKind.Config, $"HTTP: auth.mode {missing}.");
        foreach (var name in settings.Headers.Keys.Concat(settings.SecretHeaders.Keys))
            if (Forbidden.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new ConnectorException(ErrorKind.Config, $"HTTP: the header '{name}' cannot be set.");
    }

    /// <summary>A call as it is sent.</summary>
    /// <param name="call">The call.</param>
    /// <param name="token">The token of the session, with OAuth.</param>
    public HttpRequestMessage Write(HttpCall call, string? token)
    {
        var auth = _settings.Auth;
        var message = new HttpRequestMessage(call.Method, auth.Mode is AuthMode.Query ? WithKey(call.Address, auth) : call.Address);
        if (call.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json", "utf-8");
        }
        message.Headers.ExpectContinue = false;
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var (name, value) in _settings.Headers.Concat(_settings.SecretHeaders))
            Set(message, name, value, ErrorKind.Config);
        switch (auth.Mode)
        {
            case AuthMode.Basic:
                Set(message, "Authorization", Basic(auth.UserName, auth.Password), ErrorKind.Config);
                break;
            case AuthMode.Bearer:
                Set(message, "Authorization", $"Bearer {auth.Token}", ErrorKind.Config);
                break;
            case AuthMode.OauthClientCredentials when token is not null:
                Set(message, "Authorization", $"Bearer {token}", ErrorKind.Config);
                break;
            case AuthMode.Header:
                Set(message, auth.Name, auth.Value, ErrorKind.Config);
                break;
        }
        if (call.Header is { } own)
            Set(message, own.Name, own.Value, ErrorKind.Rejected);
        return message;
    }

    /// <summary>User and password as RFC 7617 writes them.</summary>
    public static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static Uri WithKey(Uri address, AuthSettings auth)
    {
        var mark = address.Query.Length > 0 ? '&' : '?';
        return new Uri($"{address.AbsoluteUri}{mark}{Uri.EscapeDataString(auth.Name)}={Uri.EscapeDataString(auth.Value)}");
    }

    private static void Set(HttpRequestMessage message, string name, string value, ErrorKind kind)
    {
        // The value may be a secret, so the sentence names the header only.
        var sane = value.All(c => c is >= ' ' and not '\u007f');
        var isContent = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);
        message.Headers.Remove(isContent ? "X-None" : name);
        if (!sane || isContent || !message.Headers.TryAddWithoutValidation(name, value.Trim()))
            throw new ConnectorException(kind, $"HTTP: '{name}' with its value cannot be sent as a header.") { Code = "header" };
    }
}
