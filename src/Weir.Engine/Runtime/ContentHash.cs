using System.IO.Hashing;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;

namespace Weir.Engine.Runtime;

/// <summary>Hashes the content of records without the values that do not count as content.</summary>
internal sealed class ContentHash
{
    private readonly int[] _ignored;

    /// <param name="paths">Where the ignored paths are added; its values are given with each record.</param>
    /// <param name="ignored">Paths whose change alone does not make a new revision.</param>
    public ContentHash(PathPlan paths, IReadOnlyList<string> ignored) => _ignored = [.. ignored.Select(paths.Add)];

    /// <summary>True if records must be looked into before they are hashed.</summary>
    public bool NeedsValues => _ignored.Length > 0;

    public long Of(ReadOnlySpan<byte> record, ReadOnlySpan<FieldValue> values)
    {
        if (_ignored.Length == 0)
            return KeyHash.OfContent(record);
        Span<FieldValue> holes = stackalloc FieldValue[_ignored.Length];
        for (var i = 0; i < _ignored.Length; i++)
            holes[i] = values[_ignored[i]];
        holes.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        var hash = new XxHash3();
        var at = 0;
        foreach (var hole in holes)
        {
            if (hole.Offset <= at)
                continue;
            hash.Append(record[at..hole.Offset]);
            at = hole.Offset + hole.Length;
        }
        hash.Append(record[at..]);
        return (long)hash.GetCurrentHashAsUInt64();
    }
}
