using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Server.Auth;

/// <summary>Random texts that open something, of which only the hash is kept. They have 256 random bits, so that a plain hash is enough.</summary>
internal static class Secret
{
    /// <summary>A new one, of 43 characters that may stand in an address.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of it.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>True if the hashes are the same; takes the same time whatever they hold.</summary>
    public static bool Same(byte[] hash, byte[] other) => CryptographicOperations.FixedTimeEquals(hash, other);
}
