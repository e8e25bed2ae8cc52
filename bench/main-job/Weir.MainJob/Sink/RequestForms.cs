using System.Text;
using System.Text.Json;

namespace Weir.MainJob.Sink;

/// <summary>
/// Finds the <c>data</c> object in the body forms of a Kingdee call: named or positional, each as JSON or as text holding JSON.
/// The usual form (named, object) is read in one pass.
/// </summary>
internal static class RequestForms
{
    public delegate void DataReader(ref Utf8JsonReader reader);

    public static void Read(ReadOnlySpan<byte> body, DataReader read)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name.Equals("data", StringComparison.OrdinalIgnoreCase) || name.Equals("parameters", StringComparison.OrdinalIgnoreCase))
                Value(ref reader, read);
            else
                reader.Skip();
        }
    }

    private static void Value(ref Utf8JsonReader reader, DataReader read)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                read(ref reader);
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    Value(ref reader, read);
                break;
            case JsonTokenType.String when reader.GetString() is { } text && text.AsSpan().TrimStart() is ['{' or '[', ..]:
                var inner = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
                inner.Read();
                Value(ref inner, read);
                break;
        }
    }
}
