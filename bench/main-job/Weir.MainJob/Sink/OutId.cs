using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Weir.MainJob.Sink;

/// <summary>An F_out_id: a number when it is written as one, otherwise its text.</summary>
internal readonly record struct OutId(long Number, string? Text)
{
    public bool IsMissing => Number == 0 && Text is null;

    public static OutId Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return default;
        var canonical = utf8[0] is >= (byte)'1' and <= (byte)'9';
        if (canonical && Utf8Parser.TryParse(utf8, out long number, out var used) && used == utf8.Length)
            return new OutId(number, null);
        return new OutId(0, Encoding.UTF8.GetString(utf8));
    }

    public static OutId Read(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.String when reader.ValueIsEscaped => Parse(Encoding.UTF8.GetBytes(reader.GetString()!)),
            JsonTokenType.String or JsonTokenType.Number => Parse(reader.ValueSpan),
            _ => default,
        };

    public override string ToString() => Text ?? Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
