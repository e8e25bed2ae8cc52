using Weir.Sdk.Errors;
using Weir.Sdk.Http;
using Weir.Sdk.Records;

namespace Weir.Connectors.Http;

/// <summary>An answer that could be read; whoever gets it disposes it or takes its rows.</summary>
/// <param name="answer">The answer.</param>
/// <param name="shape">What was looked for.</param>
/// <param name="found">What was found; null = there is no body, or nothing at the path.</param>
internal sealed class HttpReply(VendorAnswer answer, AnswerShape shape, AnswerFindings? found) : IDisposable
{
    /// <summary>Bytes of the answer.</summary>
    public int Length { get; } = answer.Length;

    /// <summary>What the answer's own code refuses, when the caller wants to look at it before it is thrown.</summary>
    public ConnectorException? Refusal { get; init; }

    /// <summary>404, where that is an answer.</summary>
    public bool IsMissing { get; init; }

    /// <summary>What was found; null = there is no body.</summary>
    public AnswerFindings? Found => found;

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Body => answer.Body.Span;

    /// <summary>The body as text, for an error.</summary>
    public string Excerpt => answer.Text(500);

    /// <summary>The JSON at a place; empty = not there.</summary>
    public ReadOnlySpan<byte> Raw(int place) =>
        found is null || place < 0 ? [] : answer.Body.Span.Slice(found.Values[place].Offset, found.Values[place].Length);

    /// <summary>The value at a place as text, or null.</summary>
    public string? Text(int place) => AnswerScan.Text(Raw(place));

    /// <summary>The records as they lie in the answer: a list, a single object, or none. Null when there is nothing at the path.</summary>
    public RecordExtent[]? Rows()
    {
        if (found is null)
            return IsMissing ? [] : null;
        if (found.Rows is { } rows)
            return rows;
        var raw = Raw(shape.Rows);
        if (raw.IsEmpty)
            return found.NullAboveRows ? [] : null;
        return raw[0] switch
        {
            (byte)'n' => [],
            (byte)'{' => [found.Values[shape.Rows]],
            _ => null,
        };
    }

    /// <summary>The bytes of the list of records.</summary>
    public ReadOnlySpan<byte> RowBytes => Raw(shape.Rows);

    /// <summary>The bytes of one record.</summary>
    public ReadOnlySpan<byte> Row(RecordExtent extent) => answer.Body.Span.Slice(extent.Offset, extent.Length);

    /// <summary>The records where they lie; nothing is copied.</summary>
    public RecordSlab TakeRows(RecordExtent[] rows) => RecordSlab.Own(answer.TakeBuffer(), Length, rows);

    /// <inheritdoc />
    public void Dispose() => answer.Dispose();
}
