using System.Text.Json;

namespace Weir.Engine.Mapping;

/// <summary>Where the value of a path lies in a record.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes; 0 = the path is not there.</param>
/// <param name="Depth">How many segments of the path were used when an array was met; 0 when the whole path was followed.</param>
public readonly record struct FieldValue(int Offset, int Length, int Depth)
{
    /// <summary>The record has no such path.</summary>
    public bool IsMissing => Length == 0;

    /// <summary>The JSON kind, from its first byte.</summary>
    public static JsonValueKind KindOf(ReadOnlySpan<byte> json) =>
        json.IsEmpty
            ? JsonValueKind.Undefined
            : json[0] switch
            {
                (byte)'"' => JsonValueKind.String,
                (byte)'{' => JsonValueKind.Object,
                (byte)'[' => JsonValueKind.Array,
                (byte)'t' => JsonValueKind.True,
                (byte)'f' => JsonValueKind.False,
                (byte)'n' => JsonValueKind.Null,
                _ => JsonValueKind.Number,
            };
}
