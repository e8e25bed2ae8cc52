using System.Buffers;
using System.Text.Json;

namespace Weir.Sdk.Records;

/// <summary>
/// Finds where JSON values begin and end without reading what is inside. Vectorised; it checks brackets and quotes only, so
/// text that has not been validated before must be validated by a real reader afterwards.
/// </summary>
public static class JsonScan
{
    private static readonly SearchValues<byte> Structural = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> StringEnd = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",}] \t\r\n"u8);

    /// <summary>The first position at or after <paramref name="at"/> that is not white space.</summary>
    public static int SkipWhiteSpace(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
        return at;
    }

    /// <summary>The position just after the string that begins at <paramref name="at"/>.</summary>
    /// <exception cref="JsonException">The text ends inside the string.</exception>
    public static int SkipString(ReadOnlySpan<byte> json, int at)
    {
        at++;
        while (true)
        {
            var next = json[at..].IndexOfAny(StringEnd);
            if (next < 0)
                throw new JsonException("The JSON ends inside a string.");
            at += next;
            if (json[at] == (byte)'"')
                return at + 1;
            at += 2;
            if (at > json.Length)
                throw new JsonException("The JSON ends inside a string.");
        }
    }

    /// <summary>The position just after the value that begins at <paramref name="at"/>.</summary>
    /// <exception cref="JsonException">The text ends inside the value, or there is no value.</exception>
    public static int SkipValue(ReadOnlySpan<byte> json, int at)
    {
        if (at >= json.Length)
            throw new JsonException("The JSON ends where a value was expected.");
        switch (json[at])
        {
            case (byte)'"':
                return SkipString(json, at);
            case (byte)'{':
            case (byte)'[':
                return SkipContainer(json, at);
            default:
                var end = json[at..].IndexOfAny(ScalarEnd);
                if (end == 0)
                    throw new JsonException($"A value was expected at byte {at}, not '{(char)json[at]}'.");
                return end < 0 ? json.Length : at + end;
        }
    }

    private static int SkipContainer(ReadOnlySpan<byte> json, int at)
    {
        var depth = 0;
        while (true)
        {
            var next = at < json.Length ? json[at..].IndexOfAny(Structural) : -1;
            if (next < 0)
                throw new JsonException("The JSON ends inside an object or array: it is cut off.");
            at += next;
            switch (json[at])
            {
                case (byte)'"':
                    at = SkipString(json, at);
                    break;
                case (byte)'{':
                case (byte)'[':
                    depth++;
                    at++;
                    break;
                default:
                    at++;
                    if (--depth == 0)
                        return at;
                    break;
            }
        }
    }

    /// <summary>The extents of the elements of the array that begins at <paramref name="at"/>.</summary>
    /// <exception cref="JsonException">The array is not well formed.</exception>
    public static RecordExtent[] Elements(ReadOnlySpan<byte> json, int at, out int end)
    {
        if (at >= json.Length || json[at] != (byte)'[')
            throw new JsonException($"An array was expected at byte {at}.");
        var extents = new List<RecordExtent>(128);
        at = SkipWhiteSpace(json, at + 1);
        while (at < json.Length && json[at] != (byte)']')
        {
            var start = at;
            at = SkipValue(json, at);
            extents.Add(new RecordExtent(start, at - start));
            at = SkipWhiteSpace(json, at);
            if (at < json.Length && json[at] == (byte)',')
                at = SkipWhiteSpace(json, at + 1);
            else if (at < json.Length && json[at] != (byte)']')
                throw new JsonException($"',' or ']' was expected at byte {at}.");
        }
        if (at >= json.Length)
            throw new JsonException("The JSON ends inside an array: it is cut off.");
        end = at + 1;
        return [.. extents];
    }
}
