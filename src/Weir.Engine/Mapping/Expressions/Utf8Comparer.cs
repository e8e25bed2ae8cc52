namespace Weir.Engine.Mapping.Expressions;

/// <summary>Keys in UTF-8, looked up by a span.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8Comparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        // The keys are written by the flow's author, not by a stranger: a plain hash will do.
        var hash = 2166136261u;
        foreach (var b in alternate)
            hash = (hash ^ b) * 16777619u;
        return (int)hash;
    }
}
