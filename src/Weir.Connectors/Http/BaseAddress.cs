using System.Text;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>The one place that addresses are made: everything lies on the host of the base address and below its path.</summary>
internal sealed class BaseAddress
{
    private readonly string _text;
    private readonly Uri _uri;

    /// <exception cref="ConnectorException">Kind Config: it is no address.</exception>
    public BaseAddress(string baseUrl)
    {
        _text = baseUrl.Trim().TrimEnd('/');
        if (!Uri.TryCreate(_text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new ConnectorException(ErrorKind.Config, "HTTP: baseUrl is not an http or https address.");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            throw new ConnectorException(ErrorKind.Config, "HTTP: baseUrl must not hold a query, a fragment or a user; use auth.");
        _uri = uri;
    }

    /// <summary>The address of a path below the base.</summary>
    /// <param name="path">May hold a query of its own.</param>
    /// <param name="query">Added to it, escaped here.</param>
    /// <param name="kind">Kind of the error when the path leads elsewhere: Rejected when it holds data.</param>
    /// <exception cref="ConnectorException">The path leads elsewhere.</exception>
    public Uri For(string path, IEnumerable<KeyValuePair<string, string>> query, ErrorKind kind = ErrorKind.Config)
    {
        var cut = path.IndexOf('?', StringComparison.Ordinal);
        var bare = cut < 0 ? path : path[..cut];
        if (Fault(bare, path) is { } fault)
            throw Refused(path, fault, kind);
        var text = new StringBuilder(_text);
        if (bare.Length > 0)
            text.Append(bare[0] == '/' ? "" : "/").Append(bare);
        var mark = '?';
        if (cut >= 0 && cut + 1 < path.Length)
        {
            text.Append('?').Append(path, cut + 1, path.Length - cut - 1);
            mark = '&';
        }
        foreach (var (name, value) in query)
        {
            text.Append(mark).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            mark = '&';
        }
        if (!Uri.TryCreate(text.ToString(), UriKind.Absolute, out var uri))
            throw Refused(path, "it is no path", kind);
        return IsBelow(uri) ? uri : throw Refused(path, "it leads away from baseUrl", kind);
    }

    /// <summary>The address of the token endpoint: below the base, or written out but on the same scheme, host and port.</summary>
    public Uri ForToken(string tokenUrl)
    {
        var text = tokenUrl.Trim();
        if (
            !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        )
            return For(text, []);
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && IsSameHost(uri) && uri.Fragment.Length == 0)
            return uri;
        throw new ConnectorException(
            ErrorKind.Config,
            $"HTTP: auth.tokenUrl must lie on {_uri.GetLeftPart(UriPartial.Authority)}, the host of baseUrl: no other host is called."
        );
    }

    private bool IsSameHost(Uri uri) =>
        string.Equals(uri.Scheme, _uri.Scheme, StringComparison.Ordinal)
        && string.Equals(uri.Host, _uri.Host, StringComparison.OrdinalIgnoreCase)
        && uri.Port == _uri.Port
        && uri.UserInfo.Length == 0;

    private bool IsBelow(Uri uri)
    {
        var root = _uri.AbsolutePath.TrimEnd('/');
        return IsSameHost(uri)
            && uri.AbsolutePath.StartsWith(root, StringComparison.Ordinal)
            && (uri.AbsolutePath.Length == root.Length || uri.AbsolutePath[root.Length] == '/');
    }

    private static string? Fault(string bare, string whole)
    {
        if (whole.Any(c => c is < ' ' or '\u007f' or '#') || bare.Contains('\\', StringComparison.Ordinal))
            return "it has a character that no path may have";
        if (bare.StartsWith("//", StringComparison.Ordinal) || bare.Contains("://", StringComparison.Ordinal))
            return "it names a host; the host belongs into baseUrl";
        // Servers and proxies unescape once or more before they look at the segments.
        for (var (round, decoded) = (0, bare); round < 3; round++, decoded = Uri.UnescapeDataString(decoded))
            if (decoded.Split('/', '\\').Any(segment => segment is ".." or "."))
                return "'.' and '..' are not allowed";
        return null;
    }

    private static ConnectorException Refused(string path, string why, ErrorKind kind) =>
        new(kind, $"HTTP: the path '{path}' is refused: {why}.") { Code = "path" };
}
