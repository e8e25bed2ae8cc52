using System.Buffers;
using System.Buffers.Text;

namespace Weir.MainJob.Sink;

/// <summary>The envelope of a save in which every package went well.</summary>
internal static class SaveAnswer
{
    private const int EntityLimit = 128;

    public static void Write(ArrayBufferWriter<byte> output, SaveRequest request, List<int> ids, bool single)
    {
        output.Write("{\"Result\":{\"ResponseStatus\":{\"IsSuccess\":true,\"Errors\":[],\"SuccessEntitys\":["u8);
        for (var i = 0; i < ids.Count; i++)
            Entity(output, ids[i], i);
        output.Write("],\"SuccessMessages\":[],\"MsgCode\":0}"u8);
        if (single)
            output.Write(System.Text.Encoding.UTF8.GetBytes($",\"Id\":{ids[0]},\"Number\":\"CUST{ids[0]:00000000}\""));
        output.Write(",\"NeedReturnData\":["u8);
        if (request.ReturnFields.Count > 0)
        {
            for (var i = 0; i < ids.Count; i++)
                Returned(output, request, i, ids[i]);
        }
        output.Write("]}}"u8);
    }

    private static void Entity(ArrayBufferWriter<byte> output, int id, int index)
    {
        var span = output.GetSpan(EntityLimit);
        var at = Put(span, 0, index == 0 ? "{\"Id\":"u8 : ",{\"Id\":"u8);
        at = Put(span, at, id, default);
        at = Put(span, at, ",\"Number\":\"CUST"u8);
        at = Put(span, at, id, new StandardFormat('D', 8));
        at = Put(span, at, "\",\"DIndex\":"u8);
        at = Put(span, at, index, default);
        span[at++] = (byte)'}';
        output.Advance(at);
    }

    private static void Returned(ArrayBufferWriter<byte> output, SaveRequest request, int index, int id)
    {
        output.Write(index == 0 ? "{"u8 : ",{"u8);
        for (var i = 0; i < request.ReturnFields.Count; i++)
        {
            output.Write(i == 0 ? "\""u8 : ",\""u8);
            output.Write(System.Text.Encoding.UTF8.GetBytes(request.ReturnFields[i]));
            output.Write("\":"u8);
            FieldValue.Write(output, request.ReturnFields[i], id, request.Packages[index].OutId, request.Audit ? "C" : "A");
        }
        output.Write("}"u8);
    }

    private static int Put(Span<byte> span, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(span[at..]);
        return at + text.Length;
    }

    private static int Put(Span<byte> span, int at, int number, StandardFormat format)
    {
        Utf8Formatter.TryFormat(number, span[at..], out var written, format);
        return at + written;
    }
}
