using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Stages;

/// <summary>The order of values: by number if both are numbers or texts that are, else by their text, byte by byte.</summary>
internal static class ValueOrder
{
    /// <summary>Compares two values, neither of them empty.</summary>
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (TryNumber(a, out var left) && TryNumber(b, out var right))
            return ExactNumber.Compare(left, right);
        using var first = new Utf8Output();
        using var second = new Utf8Output();
        ValueText.Write(a, first);
        ValueText.Write(b, second);
        return first.Written.SequenceCompareTo(second.Written);
    }

    /// <summary>True for a number, and for a text that is one.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> json, out ExactNumber number) =>
        ExactNumber.TryParse(json.Length > 1 && json[0] == (byte)'"' ? json[1..^1] : json, out number);
}
