using System.Buffers;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Records;

namespace Weir.Connectors.Kingdee;

/// <summary>
/// Puts Save and BatchSave together from bytes that are already there: everything before the Model is built once, the mapped documents are
/// copied as they are. One array for a whole request, which the trace then keeps without another copy.
/// </summary>
internal sealed class KingdeeRequest
{
    private static ReadOnlySpan<byte> Tail => "}}"u8;

    private readonly byte[] _head;

    public KingdeeRequest(KingdeeSaveSettings settings)
    {
        // Body form A1 (§1.1), keys in the order of the vendor's example (§9.3). No BatchCount: with it DIndex says nothing (§4).
        var head = KingdeeJson.Object(w =>
        {
            w.WriteString("formid"u8, settings.FormId);
            w.WriteStartObject("data"u8);
            w.WriteStartArray("NeedUpDateFields"u8);
            w.WriteEndArray();
            w.WriteStartArray("NeedReturnFields"u8);
            foreach (var field in settings.ReturnFields())
                w.WriteStringValue(field);
            w.WriteEndArray();
            w.WriteBoolean("IsDeleteEntry"u8, settings.IsDeleteEntry);
            if (settings.SubSystemId.Length > 0)
                w.WriteString("SubSystemId"u8, settings.SubSystemId);
            w.WriteBoolean("IsVerifyBaseDataField"u8, settings.VerifyBaseData);
            w.WriteBoolean("IsAutoSubmitAndAudit"u8, settings.AutoSubmitAndAudit);
            w.WriteBoolean("ValidateFlag"u8, settings.ValidateFlag);
            if (settings.InterationFlags.Length > 0)
                w.WriteString("InterationFlags"u8, settings.InterationFlags);
            w.WritePropertyName("Model"u8);
            w.WriteNullValue();
            w.WriteEndObject();
        });
        _head = head[..^"null}}".Length].ToArray();
    }

    /// <summary>A BatchSave of documents; those with an id get the primary key, which makes them updates (§7).</summary>
    public ReadOnlyMemory<byte> Batch(IReadOnlyList<TargetDocument> documents, string key)
    {
        var buffer = Start(documents);
        buffer.Write("["u8);
        for (var i = 0; i < documents.Count; i++)
        {
            if (i > 0)
                buffer.Write(","u8);
            Append(buffer, documents[i], key);
        }
        buffer.Write("]"u8);
        buffer.Write(Tail);
        return buffer.WrittenMemory;
    }

    /// <summary>A Save of one document.</summary>
    public ReadOnlyMemory<byte> Single(TargetDocument document, string key)
    {
        var buffer = Start([document]);
        Append(buffer, document, key);
        buffer.Write(Tail);
        return buffer.WrittenMemory;
    }

    private ArrayBufferWriter<byte> Start(IReadOnlyList<TargetDocument> documents)
    {
        var length = _head.Length + 8;
        foreach (var document in documents)
            length += document.Body.Length + 64;
        var buffer = new ArrayBufferWriter<byte>(length);
        buffer.Write(_head);
        return buffer;
    }

    private static void Append(ArrayBufferWriter<byte> buffer, TargetDocument document, string key)
    {
        if (document.Intent == WriteIntent.Create || document.TargetId is null)
            buffer.Write(document.Body.Span);
        else
            AppendWithKey(buffer, document.Body.Span, key, document.TargetId);
    }

    /// <summary>
    /// The primary key goes first, and one that was mapped is left out: the server would take the last of two, and 0 means a new document.
    /// </summary>
    private static void AppendWithKey(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> body, string key, string id)
    {
        var name = Encoding.UTF8.GetBytes(key);
        buffer.Write("{\""u8);
        buffer.Write(name);
        buffer.Write("\":"u8);
        buffer.Write(KingdeeJson.Id(id));
        var at = JsonScan.SkipWhiteSpace(body, 0);
        if (at >= body.Length || body[at] != (byte)'{')
            throw new JsonException("A document for Kingdee must be a JSON object.");
        at = JsonScan.SkipWhiteSpace(body, at + 1);
        while (at < body.Length && body[at] == (byte)'"')
        {
            var start = at;
            at = JsonScan.SkipString(body, at);
            var same = Ascii.EqualsIgnoreCase(body[(start + 1)..(at - 1)], name);
            at = JsonScan.SkipWhiteSpace(body, JsonScan.SkipWhiteSpace(body, at) + 1);
            at = JsonScan.SkipValue(body, at);
            if (!same)
            {
                buffer.Write(","u8);
                buffer.Write(body[start..at]);
            }
            at = JsonScan.SkipWhiteSpace(body, at);
            if (at < body.Length && body[at] == (byte)',')
                at = JsonScan.SkipWhiteSpace(body, at + 1);
        }
        buffer.Write("}"u8);
    }
}
