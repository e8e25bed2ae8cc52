using System.Text.Json;
using Weir.Sdk.Connectors;

namespace Weir.Connectors.Kingdee;

/// <summary>What Kingdee says of a document that it took: the line of <c>SuccessEntitys</c>, its id and number (reference §4).</summary>
internal static class KingdeeAnswerRows
{
    /// <summary>The answer to a batch with those lines; one for each document that was taken.</summary>
    public static WriteAnswer Of(IReadOnlyList<Outcome> outcomes, IReadOnlyList<Exchange> trace) =>
        new(outcomes, trace) { Answers = [.. outcomes.Select(Row)] };

    private static ReadOnlyMemory<byte>? Row(Outcome outcome) =>
        outcome.Delivered
            ? KingdeeJson.Object(writer =>
            {
                Write(writer, "Id"u8, outcome.TargetId);
                writer.WriteString("Number"u8, outcome.TargetNumber);
            })
            : null;

    /// <summary>Ids are numbers in Kingdee, except those of a few base data forms.</summary>
    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? id)
    {
        writer.WritePropertyName(name);
        if (id is not null && KingdeeJson.IsNumber(id))
            writer.WriteRawValue(id);
        else
            writer.WriteStringValue(id);
    }
}
