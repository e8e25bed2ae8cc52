using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Weir.MainJob.Sink;

/// <summary>The JSON value of a field of a stored customer; a field the sink does not keep is null.</summary>
internal static class FieldValue
{
    public static void Write(ArrayBufferWriter<byte> output, string field, int id, OutId outId, string status)
    {
        var json = field.ToUpperInvariant() switch
        {
            "FCUSTID" => $"{id}",
            "FNUMBER" => $"\"CUST{id:00000000}\"",
            "F_OUT_ID" => outId.Text is null ? $"\"{outId}\"" : $"\"{JsonEncodedText.Encode(outId.Text)}\"",
            "FDOCUMENTSTATUS" => $"\"{status}\"",
            _ => "null",
        };
        output.Write(Encoding.UTF8.GetBytes(json));
    }
}
