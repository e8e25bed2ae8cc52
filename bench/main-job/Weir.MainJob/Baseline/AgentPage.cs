using System.Buffers;
using System.Text.Json;

namespace Weir.MainJob.Baseline;

/// <summary>The bytes of one page in a pooled buffer.</summary>
internal sealed class AgentPage(byte[] buffer, int length) : IDisposable
{
    public ReadOnlyMemory<byte> Json => buffer.AsMemory(0, length);

    /// <summary>The envelope's <c>total</c>, which RuoYi writes first.</summary>
    public long Total()
    {
        var reader = new Utf8JsonReader(Json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTotal = reader.ValueTextEquals("total"u8);
            reader.Read();
            if (isTotal)
                return reader.GetInt64();
            reader.Skip();
        }
        throw new JsonException("the page has no total");
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
