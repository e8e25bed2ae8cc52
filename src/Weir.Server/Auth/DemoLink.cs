namespace Weir.Server.Auth;

/// <summary>
/// The link that a demo prints: it signs a browser in as the owner, without a password, as long as that process runs. Only <c>weir demo</c> opens it,
/// which listens on this machine alone and has nothing but made-up data.
/// </summary>
internal sealed class DemoLink
{
    private byte[]? _hash;

    /// <summary>True in a demo.</summary>
    public bool IsOpen => _hash is not null;

    /// <summary>Opens the link; its secret.</summary>
    public string Open()
    {
        var secret = Secret.New();
        _hash = Secret.Hash(secret);
        return secret;
    }

    /// <summary>True if it is open and this is its secret.</summary>
    public bool Admits(string secret) => _hash is not null && Secret.Same(_hash, Secret.Hash(secret));
}
