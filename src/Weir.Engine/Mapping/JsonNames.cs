using System.Text.Json;
using Weir.Sdk.Records;

namespace Weir.Engine.Mapping;

/// <summary>Finds members of JSON objects by name.</summary>
internal static class JsonNames
{
    /// <summary>True if a name as it stands in JSON, without its quotes, is a name in UTF-8.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> written, ReadOnlySpan<byte> name) =>
        written.SequenceEqual(name) || written.Contains((byte)'\\') && AreEqualEscaped(written, name);

    private static bool AreEqualEscaped(ReadOnlySpan<byte> written, ReadOnlySpan<byte> name)
    {
        Span<byte> quoted = written.Length <= 254 ? stackalloc byte[written.Length + 2] : new byte[written.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        written.CopyTo(quoted[1..]);
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Half a character (a lone surrogate): no path has such a name.
            return false;
        }
    }

    /// <summary>Where a member's value lies in the object that begins at a position; of two with one name the last.</summary>
    public static FieldValue Find(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> name)
    {
        var found = default(FieldValue);
        at = JsonScan.SkipWhiteSpace(json, at + 1);
        while (at < json.Length && json[at] != (byte)'}')
        {
            var nameEnd = JsonScan.SkipString(json, at);
            var isIt = AreEqual(json[(at + 1)..(nameEnd - 1)], name);
            var start = JsonScan.SkipWhiteSpace(json, JsonScan.SkipWhiteSpace(json, nameEnd) + 1);
            at = JsonScan.SkipValue(json, start);
            if (isIt)
                found = new FieldValue(start, at - start, 0);
            at = JsonScan.SkipWhiteSpace(json, at);
            if (at < json.Length && json[at] == (byte)',')
                at = JsonScan.SkipWhiteSpace(json, at + 1);
        }
        return found;
    }

    /// <summary>Where an element of the array that begins at a position lies.</summary>
    public static FieldValue Element(ReadOnlySpan<byte> json, int at, int index)
    {
        at = JsonScan.SkipWhiteSpace(json, at + 1);
        for (var i = 0; at < json.Length && json[at] != (byte)']'; i++)
        {
            var start = at;
            at = JsonScan.SkipValue(json, at);
            if (i == index)
                return new FieldValue(start, at - start, 0);
            at = JsonScan.SkipWhiteSpace(json, at);
            if (at < json.Length && json[at] == (byte)',')
                at = JsonScan.SkipWhiteSpace(json, at + 1);
        }
        return default;
    }
}
