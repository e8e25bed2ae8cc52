using System.Buffers.Binary;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Stages;

/// <summary>Values one behind the other in a spool's entry, each with its length before it.</summary>
internal static class FieldBytes
{
    public static void Write(ReadOnlySpan<byte> value, Utf8Output output)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, value.Length);
        output.Add(length);
        output.Add(value);
    }

    /// <summary>Takes the first value off.</summary>
    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> fields)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(fields);
        var value = fields.Slice(4, length);
        fields = fields[(4 + length)..];
        return value;
    }
}
