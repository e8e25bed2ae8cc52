using System.Text.Json;

namespace Weir.Sdk.Records;

/// <summary>One member of a JSON object: where its name, with the quotes, and its value lie.</summary>
public readonly record struct JsonMember(RecordExtent Name, RecordExtent Value)
{
    /// <summary>True if the member has this name, however it is escaped.</summary>
    /// <param name="json">The object.</param>
    /// <param name="name">The name, UTF-8, not escaped.</param>
    public bool IsNamed(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) =>
        JsonValidator.IsName(json.Slice(Name.Offset, Name.Length), name);

    /// <summary>The bytes of the name as they are written, without the quotes.</summary>
    public ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> json) => json.Slice(Name.Offset + 1, Name.Length - 2);

    /// <summary>The bytes of the value as they are written.</summary>
    public ReadOnlySpan<byte> ValueIn(ReadOnlySpan<byte> json) => json.Slice(Value.Offset, Value.Length);
}

/// <summary>Lists the members of an object without looking into their values.</summary>
public static class JsonMembers
{
    /// <summary>Fills a list with the members of an object that was validated before, in their order, those with a name twice too.</summary>
    /// <exception cref="JsonException">The text is no object, or is cut off.</exception>
    public static void Read(ReadOnlySpan<byte> json, List<JsonMember> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        members.Clear();
        var at = JsonScan.SkipWhiteSpace(json, 0);
        if (at >= json.Length || json[at] != (byte)'{')
            throw new JsonException("The record is not a JSON object.");
        at = JsonScan.SkipWhiteSpace(json, at + 1);
        while (at < json.Length && json[at] != (byte)'}')
        {
            var nameEnd = JsonScan.SkipString(json, at);
            var value = JsonScan.SkipWhiteSpace(json, JsonScan.SkipWhiteSpace(json, nameEnd) + 1);
            var end = JsonScan.SkipValue(json, value);
            members.Add(new JsonMember(new RecordExtent(at, nameEnd - at), new RecordExtent(value, end - value)));
            at = JsonScan.SkipWhiteSpace(json, end);
            if (at < json.Length && json[at] == (byte)',')
                at = JsonScan.SkipWhiteSpace(json, at + 1);
        }
        if (at >= json.Length)
            throw new JsonException("The record ends inside an object.");
    }
}
