using System.Security.Cryptography;
using System.Text;
using Weir.Server.Commands;

namespace Weir.Server.Hosting;

/// <summary>Who may call: everybody on this machine, or whoever shows the token.</summary>
internal sealed class AccessRules
{
    private const int ShortestToken = 16;
    private readonly byte[]? _tokenHash;

    private AccessRules(byte[]? tokenHash) => _tokenHash = tokenHash;

    /// <summary>Everybody on this machine.</summary>
    public static AccessRules LocalOnly { get; } = new(tokenHash: null);

    /// <summary>True if calls need the token. Then the Host header is not looked at: a web page that was led here has no token.</summary>
    public bool NeedsToken => _tokenHash is not null;

    /// <exception cref="CommandException">The token file cannot be read, or holds no good token.</exception>
    public static async Task<AccessRules> ReadAsync(string? tokenFile, CancellationToken cancellationToken)
    {
        if (tokenFile is null)
            return LocalOnly;
        var token = (await Inputs.ReadAsync(tokenFile, "token file", cancellationToken)).Trim();
        if (token.Length < ShortestToken || token.Any(char.IsWhiteSpace))
            throw new CommandException(
                $"The token file {tokenFile} must hold one token of at least {ShortestToken} characters; make one with: openssl rand -hex 32"
            );
        return new AccessRules(Hash(token));
    }

    /// <summary>True if the Authorization header shows the token; takes the same time whatever it holds.</summary>
    public bool Admits(string? authorization)
    {
        const string Scheme = "Bearer ";
        if (_tokenHash is null)
            return true;
        var token =
            authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true ? authorization[Scheme.Length..].Trim() : "";
        return CryptographicOperations.FixedTimeEquals(Hash(token), _tokenHash);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
