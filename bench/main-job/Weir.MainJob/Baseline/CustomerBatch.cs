using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weir.MainJob.Baseline;

/// <summary>Writes the BatchSave request of one batch with the mapping of the main job. Empty and missing values are left out.</summary>
internal sealed class CustomerBatch : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
    private readonly ArrayBufferWriter<byte> _buffer = new(512 * 1024);
    private readonly Utf8JsonWriter _writer;

    public CustomerBatch() => _writer = new Utf8JsonWriter(_buffer, Options);

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Json => _buffer.WrittenMemory;

    public void Start()
    {
        Count = 0;
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString("formid"u8, "BD_Customer"u8);
        _writer.WriteStartObject("data"u8);
        _writer.WriteBoolean("IsVerifyBaseDataField"u8, false);
        _writer.WriteBoolean("IsAutoSubmitAndAudit"u8, true);
        _writer.WriteStartArray("Model"u8);
    }

    public void Add(JsonElement row)
    {
        Count++;
        _writer.WriteStartObject();
        Reference("FCreateOrgId"u8, "100"u8);
        Reference("FUseOrgId"u8, "100"u8);
        Copy("FName"u8, row, "agentName"u8);
        Copy("FDescription"u8, row, "remark"u8);
        Reference("FTRADINGCURRID"u8, "PRE001"u8);
        Copy("FADDRESS"u8, row, "address"u8);
        Copy("FINVOICETITLE"u8, row, "customerName"u8);
        Copy("F_out_id"u8, row, "agentId"u8);
        Reference("F_KHLX"u8, "KHLX02_SYS"u8);
        Reference("FGroup"u8, "02"u8);
        _writer.WriteEndObject();
    }

    public void End()
    {
        _writer.WriteEndArray();
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.Flush();
    }

    private void Reference(ReadOnlySpan<byte> field, ReadOnlySpan<byte> number)
    {
        _writer.WriteStartObject(field);
        _writer.WriteString("FNumber"u8, number);
        _writer.WriteEndObject();
    }

    private void Copy(ReadOnlySpan<byte> field, JsonElement row, ReadOnlySpan<byte> path)
    {
        if (!row.TryGetProperty(path, out var value))
            return;
        switch (value.ValueKind)
        {
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(value).Length > 2:
                _writer.WritePropertyName(field);
                value.WriteTo(_writer);
                break;
            case JsonValueKind.Number:
                _writer.WriteString(field, JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    public void Dispose() => _writer.Dispose();
}
