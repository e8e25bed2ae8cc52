using System.Collections.Concurrent;
using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Regular expressions that were compiled before; emptied when there are many, because patterns may come out of records.</summary>
internal static class RegexCache
{
    private const int Most = 200;
    private static readonly ConcurrentDictionary<string, SqlRegex> Known = new(StringComparer.Ordinal);

    public static SqlRegex Get(ReadOnlySpan<byte> pattern)
    {
        if (Known.Count > Most)
            Known.Clear();
        return Known.GetOrAdd(Encoding.UTF8.GetString(pattern), SqlRegex.Create);
    }
}
