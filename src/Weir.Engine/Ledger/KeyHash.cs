using System.IO.Hashing;

namespace Weir.Engine.Ledger;

/// <summary>Hashes by which the ledger knows keys and contents.</summary>
public static class KeyHash
{
    /// <summary>Hash of a key in a stream.</summary>
    public static long Of(int stream, ReadOnlySpan<byte> key) => (long)XxHash3.HashToUInt64(key, stream);

    /// <summary>Hash of a record's content.</summary>
    public static long OfContent(ReadOnlySpan<byte> content) => (long)XxHash3.HashToUInt64(content);
}
