using System.Security.Cryptography;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Hashes, and new identifiers.</summary>
internal static class HashFunctions
{
    public static Value Md5(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text))
            return default;
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
#pragma warning disable CA5351 // What the other system compares with is its business; nothing is protected by it here.
        MD5.HashData(text, hash);
#pragma warning restore CA5351
        return Hex(hash, row.Arena);
    }

    public static Value Sha1(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text))
            return default;
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // As above.
        SHA1.HashData(text, hash);
#pragma warning restore CA5350
        return Hex(hash, row.Arena);
    }

    /// <summary>224 bits are not offered by .NET: like any other number of bits it gives null, as MySQL does for those it does not know.</summary>
    public static Value Sha2(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        if (!a[0].TryText(ref row, out var text) || !a[1].TryInt(ref row, out var bits))
            return default;
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        var length = bits switch
        {
            0 or 256 => SHA256.HashData(text, hash),
            384 => SHA384.HashData(text, hash),
            512 => SHA512.HashData(text, hash),
            _ => 0,
        };
        return length == 0 ? default : Hex(hash[..length], row.Arena);
    }

    public static Value Uuid(ReadOnlySpan<Node> a, scoped ref Row row)
    {
        var to = row.Arena.Take(36);
        Guid.NewGuid().TryFormat(to, out _);
        return Value.Of(to);
    }

    private static Value Hex(scoped ReadOnlySpan<byte> hash, Arena arena)
    {
        var to = arena.Take(hash.Length * 2);
        System.Convert.TryToHexStringLower(hash, to, out _);
        return Value.Of(to);
    }
}
