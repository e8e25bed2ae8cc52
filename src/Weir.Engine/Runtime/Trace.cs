using System.Text.Json;
using Weir.Engine.Ledger;
using Weir.Sdk.Connectors;
using Weir.Sdk.Records;

namespace Weir.Engine.Runtime;

/// <summary>The calls of an attempt as a payload frame: for each call one line of facts, the request, the answer.</summary>
public static class Trace
{
    /// <summary>The calls as a frame; null when there were none.</summary>
    public static byte[]? Encode(IReadOnlyList<Exchange> exchanges)
    {
        ArgumentNullException.ThrowIfNull(exchanges);
        if (exchanges.Count == 0)
            return null;
        var parts = new List<ReadOnlyMemory<byte>>(exchanges.Count * 3);
        foreach (var exchange in exchanges)
        {
            parts.Add(
                JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        method = exchange.Request.Method,
                        url = exchange.Request.Url,
                        status = exchange.Status,
                    }
                )
            );
            parts.Add(exchange.Request.Body);
            parts.Add(exchange.Answer);
        }
        using var slab = RecordSlab.Copy(parts);
        return PayloadFrame.Encode(slab);
    }

    /// <summary>The calls in a frame: facts are a JSON object with method, url and status; request and answer are the bodies as they went over the wire.</summary>
    public static IReadOnlyList<(string Facts, string Request, string Answer)> Decode(byte[] frame)
    {
        using var slab = PayloadFrame.Decode(frame);
        var calls = new List<(string, string, string)>();
        for (var i = 0; i + 2 < slab.Count; i += 3)
            calls.Add((Text(slab[i]), Text(slab[i + 1]), Text(slab[i + 2])));
        return calls;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
