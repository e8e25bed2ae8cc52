using System.Security.Cryptography;
using System.Text;
using Weir.Server.Commands;

namespace Weir.Server.Hosting;

/// <summary>How the server may be reached: from this machine or from others, and by which token programs may come that have no account.</summary>
internal sealed class AccessRules
{
    private const int ShortestToken = 16;
    private readonly byte[]? _tokenHash;

    private AccessRules(byte[]? tokenHash, Uri? publicAddress) => (_tokenHash, PublicAddress) = (tokenHash, publicAddress);

    /// <summary>From this machine only, by accounts only.</summary>
    public static AccessRules LocalOnly { get; } = new(tokenHash: null, publicAddress: null);

    /// <summary>The address by which people know the server, when that is not the one it listens on.</summary>
    public Uri? PublicAddress { get; }

    /// <summary>True if people come by https.</summary>
    public bool IsSecure => string.Equals(PublicAddress?.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);

    /// <summary>True if others than this machine may call it.</summary>
    public bool IsForOthers => _tokenHash is not null || PublicAddress is not null;

    /// <summary>True if a browser may call the server by this host name.</summary>
    public bool Knows(string host) =>
        // With a token and without a public address nothing is known of the names; nobody gets anywhere without an account or the token.
        (PublicAddress is null && _tokenHash is not null)
        || ListenAddresses.IsLoopback(host)
        || string.Equals(PublicAddress?.Host, host, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="CommandException">The token file cannot be read, or holds no good token; the public address is none.</exception>
    public static async Task<AccessRules> ReadAsync(string? tokenFile, string? publicAddress, CancellationToken cancellationToken)
    {
        var address = publicAddress is null ? null : ParseAddress(publicAddress);
        if (tokenFile is null)
            return address is null ? LocalOnly : new AccessRules(tokenHash: null, address);
        var token = (await Inputs.ReadAsync(tokenFile, "token file", cancellationToken)).Trim();
        if (token.Length < ShortestToken || token.Any(char.IsWhiteSpace))
            throw new CommandException(
                $"The token file {tokenFile} must hold one token of at least {ShortestToken} characters; make one with: openssl rand -hex 32"
            );
        return new AccessRules(Hash(token), address);
    }

    private static Uri ParseAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery is "/"
            ? address
            : throw new CommandException($"--public-url {text} is not an address of a server; write for example https://weir.example.com");

    /// <summary>True if this is the server's token; takes the same time whatever it is.</summary>
    public bool Admits(string token) => _tokenHash is not null && CryptographicOperations.FixedTimeEquals(Hash(token), _tokenHash);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
