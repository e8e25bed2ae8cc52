using System.Text.Json;
using System.Text.Unicode;

namespace Weir.Connectors.Zhilong;

/// <summary>Makes sure that the rows are whole JSON objects: the scan that cut them looks at brackets and quotes only.</summary>
internal static class RowCheck
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    /// <summary>What is wrong with the rows, or null.</summary>
    public static string? Problem(ReadOnlySpan<byte> json, EnvelopeFindings found)
    {
        for (var i = 0; i < found.Rows.Length; i++)
            if (json[found.Rows[i].Offset] != (byte)'{')
                return $"row {i + 1} at byte {found.Rows[i].Offset} is not an object";
        var rows = json[found.RowsStart..found.RowsEnd];
        if (!Utf8.IsValid(rows))
            return "the rows are not UTF-8 text";
        var reader = new Utf8JsonReader(rows, Options);
        try
        {
            while (reader.Read()) { }
            return null;
        }
        catch (JsonException e)
        {
            return $"bad JSON at byte {found.RowsStart + reader.BytesConsumed}: {e.Message}";
        }
    }
}
