using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace Weir.Sdk.Records;

/// <summary>
/// Finds where JSON values begin and end without reading what is inside. Vectorised; it checks brackets and quotes only, so
/// text that has not been validated before must be validated by a real reader afterwards.
/// </summary>
public static class JsonScan
{
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",}] \t\r\n"u8);

    /// <summary>The first position at or after <paramref name="at"/> that is not white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipWhiteSpace(ReadOnlySpan<byte> json, int at) =>
        (uint)at < (uint)json.Length && json[at] > (byte)' ' ? at : SkipSpaces(json, at);

    private static int SkipSpaces(ReadOnlySpan<byte> json, int at)
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
        ref var first = ref MemoryMarshal.GetReference(json);
        while (true)
        {
            // Names and most values end within 32 bytes, where a call of IndexOfAny costs more than the search.
            while (at <= json.Length - Vector256<byte>.Count)
            {
                var block = Vector256.LoadUnsafe(ref first, (nuint)at);
                var hits = (
                    Vector256.Equals(block, Vector256.Create((byte)'"')) | Vector256.Equals(block, Vector256.Create((byte)'\\'))
                ).ExtractMostSignificantBits();
                if (hits == 0)
                {
                    at += Vector256<byte>.Count;
                    continue;
                }
                at += BitOperations.TrailingZeroCount(hits);
                if (json[at] == (byte)'"')
                    return at + 1;
                at += 2;
            }
            if (at >= json.Length)
                throw new JsonException("The JSON ends inside a string.");
            if (json[at] == (byte)'"')
                return at + 1;
            at += json[at] == (byte)'\\' ? 2 : 1;
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

    /// <summary>
    /// 64 bytes at a time: one bit per byte for quotes and brackets, quotes turned into "inside a string" by a running xor, and only the brackets
    /// outside of strings are looked at one by one.
    /// </summary>
    private static int SkipContainer(ReadOnlySpan<byte> json, int at)
    {
        var depth = 0;
        ulong inString = 0;
        var escaped = false;
        ref var first = ref MemoryMarshal.GetReference(json);
        while (at <= json.Length - 64)
        {
            var low = Vector256.LoadUnsafe(ref first, (nuint)at);
            var high = Vector256.LoadUnsafe(ref first, (nuint)at + 32);
            var quotes = Bits(low, high, (byte)'"');
            var slashes = Bits(low, high, (byte)'\\');
            if (slashes != 0 || escaped)
                quotes &= ~Escaped(slashes, ref escaped);
            var inside = quotes;
            inside ^= inside << 1;
            inside ^= inside << 2;
            inside ^= inside << 4;
            inside ^= inside << 8;
            inside ^= inside << 16;
            inside ^= inside << 32;
            inside ^= inString;
            inString = (ulong)((long)inside >> 63);
            // '[' and '{', and ']' and '}', differ in one bit.
            var lowFolded = low | Vector256.Create((byte)0x20);
            var highFolded = high | Vector256.Create((byte)0x20);
            var opening = Bits(lowFolded, highFolded, (byte)'{') & ~inside;
            var closing = Bits(lowFolded, highFolded, (byte)'}') & ~inside;
            for (var brackets = opening | closing; brackets != 0; brackets &= brackets - 1)
            {
                var bit = brackets & (0 - brackets);
                if ((opening & bit) != 0)
                    depth++;
                else if (--depth == 0)
                    return at + BitOperations.TrailingZeroCount(bit) + 1;
            }
            at += 64;
        }
        return SkipTail(json, at, depth, inString != 0, escaped);
    }

    private static ulong Bits(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
    }

    /// <summary>One bit for each byte that follows an unescaped backslash.</summary>
    private static ulong Escaped(ulong slashes, ref bool escaped)
    {
        ulong result = 0;
        for (var i = 0; i < 64; i++)
        {
            if (escaped)
            {
                result |= 1UL << i;
                escaped = false;
            }
            else
                escaped = (slashes & (1UL << i)) != 0;
        }
        return result;
    }

    private static int SkipTail(ReadOnlySpan<byte> json, int at, int depth, bool inString, bool escaped)
    {
        for (; at < json.Length; at++)
        {
            if (escaped)
                escaped = false;
            else if (inString)
            {
                inString = json[at] != (byte)'"';
                escaped = json[at] == (byte)'\\';
            }
            else if (json[at] == (byte)'"')
                inString = true;
            else if (json[at] is (byte)'{' or (byte)'[')
                depth++;
            else if (json[at] is (byte)'}' or (byte)']' && --depth == 0)
                return at + 1;
        }
        throw new JsonException("The JSON ends inside an object or array: it is cut off.");
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
