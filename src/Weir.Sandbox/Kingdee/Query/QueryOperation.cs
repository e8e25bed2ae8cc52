using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Weir.Sandbox.Kingdee;

/// <summary>Writes the rows of a query: as arrays (ExecuteBillQuery) or as objects under the keys as asked (BillQuery).</summary>
internal sealed class QueryOperation(KingdeeState state)
{
    public Reply Answer(string operation, Form form, JsonElement data)
    {
        List<QueryRow> rows;
        QueryRunner query;
        lock (state.Gate)
        {
            query = new QueryRunner(state.Store(form), data, state.Settings.PageLimitMax);
            rows = query.Run();
            return new Reply(Write(rows, query.Columns, asObjects: string.Equals(operation, "BillQuery", StringComparison.Ordinal)));
        }
    }

    private static ReadOnlyMemory<byte> Write(List<QueryRow> rows, IReadOnlyList<Column> columns, bool asObjects)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using var json = new Utf8JsonWriter(buffer, SandboxJson.Writer);
        json.WriteStartArray();
        foreach (var row in rows)
        {
            if (asObjects)
                json.WriteStartObject();
            else
                json.WriteStartArray();
            foreach (var column in columns)
            {
                if (asObjects)
                    json.WritePropertyName(column.Path);
                WriteValue(json, column.Read(row));
            }
            if (asObjects)
                json.WriteEndObject();
            else
                json.WriteEndArray();
        }
        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                JsonText.Write(json, text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case DateTime date:
                json.WriteStringValue(date.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
                break;
            default:
                throw new InvalidOperationException($"no JSON for {value.GetType()}");
        }
    }
}
