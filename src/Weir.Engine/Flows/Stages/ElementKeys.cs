using System.Globalization;
using System.Text;
using Weir.Engine.Mapping;

namespace Weir.Engine.Flows.Stages;

/// <summary>Keys of the records that are made of one: its own key, <c>-</c>, and a number.</summary>
internal static class ElementKeys
{
    /// <summary>Appends the key of an element.</summary>
    public static void Write(ReadOnlySpan<byte> key, long number, Utf8Output output)
    {
        output.Add(key);
        output.Add((byte)'-');
        output.Add(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
    }
}
