using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>What a query asks (reference §6.1).</summary>
internal sealed record KingdeeQuestion(string FormId, IReadOnlyList<string> FieldKeys, string Filter)
{
    public string Order { get; init; } = "";

    public long StartRow { get; init; }

    public int Limit { get; init; } = KingdeeQuery.PageRows;

    public string SubSystemId { get; init; } = "";
}

/// <summary>ExecuteBillQuery and BillQuery (reference §6).</summary>
internal static class KingdeeQuery
{
    /// <summary>Rows a page: what every build allows (§6.1).</summary>
    public const int PageRows = 2000;

    /// <summary>A value in single quotes; a quote in it is doubled, which is all the escaping the filter text knows (§6.2).</summary>
    public static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary><c>field IN ('a','b')</c>.</summary>
    public static string In(string field, IEnumerable<string> values) => $"{field} IN ({string.Join(",", values.Select(Quote))})";

    /// <summary>The call.</summary>
    public static KingdeeCall Call(string operation, KingdeeQuestion question) =>
        new(
            operation,
            question.FormId,
            KingdeeJson.Object(w =>
            {
                w.WriteStartObject("data"u8);
                w.WriteString("FormId"u8, question.FormId);
                w.WriteString("FieldKeys"u8, string.Join(",", question.FieldKeys));
                w.WriteString("FilterString"u8, question.Filter);
                w.WriteString("OrderString"u8, question.Order);
                w.WriteNumber("TopRowCount"u8, 0);
                w.WriteNumber("StartRow"u8, question.StartRow);
                w.WriteNumber("Limit"u8, question.Limit);
                w.WriteString("SubSystemId"u8, question.SubSystemId);
                w.WriteEndObject();
            }),
            Writes: false
        );

    /// <summary>All rows of a small query, as text; numbers keep their digits.</summary>
    public static async Task<List<string?[]>> RowsAsync(
        KingdeeClient client,
        KingdeeQuestion question,
        ICollection<Exchange>? trace,
        CancellationToken cancellationToken
    )
    {
        var all = new List<string?[]>();
        while (true)
        {
            var call = Call("ExecuteBillQuery", question with { StartRow = all.Count });
            using var reply = await client.CallAsync(call, trace, cancellationToken);
            ThrowIfError(call, reply);
            var before = all.Count;
            Read(call, KingdeeAnswers.Json(reply.Answer).Span, question.FieldKeys.Count, all);
            if (all.Count - before < question.Limit)
                return all;
        }
    }

    /// <summary>A query is refused for what it asks, so an error nobody knows is one of the settings.</summary>
    public static void ThrowIfError(KingdeeCall call, KingdeeReply reply)
    {
        if (reply.Status is not { } status)
            return;
        var failure = status.Failure(call.Attempted, ErrorKind.Config);
        throw failure.Kind == ErrorKind.Rejected
            ? new ConnectorException(ErrorKind.Config, failure.Message) { Code = failure.Code, VendorText = failure.VendorText }
            : failure;
    }

    /// <summary>The error of an answer that is JSON, but not the rows that were asked for.</summary>
    public static ConnectorException NotRows(KingdeeCall call, string what) =>
        new(ErrorKind.Unknown, $"{call.Attempted}: the answer is not the rows that were asked for: {what}.") { Code = "notRows" };

    private static void Read(KingdeeCall call, ReadOnlySpan<byte> json, int width, List<string?[]> rows)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw NotRows(call, "no array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
                throw NotRows(call, "a row is no array");
            var row = new string?[width];
            var at = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (at == width)
                    throw NotRows(call, $"a row has more than {width} values");
                row[at++] = reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString(),
                    JsonTokenType.Null => null,
                    JsonTokenType.StartArray or JsonTokenType.StartObject => throw NotRows(call, "a value is an object"),
                    _ => Encoding.UTF8.GetString(reader.ValueSpan),
                };
            }
            if (at > 0)
                rows.Add(row);
        }
    }
}
