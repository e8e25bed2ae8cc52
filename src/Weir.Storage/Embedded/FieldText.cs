using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping;

namespace Weir.Storage.Embedded;

/// <summary>A field of a record as text.</summary>
internal static class FieldText
{
    private static readonly MapContext Context = new(
        new RunVariables(LastSync: null, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc),
        _ => { }
    );

    public static ValuePlan PlanOf(string field) => ValuePlan.Compile($"{{{{{field}}}}}");

    /// <summary>Null when it is empty, a list or a group.</summary>
    public static string? Of(ReadOnlySpan<byte> record, ValuePlan plan)
    {
        using var output = new Utf8Output();
        plan.Apply(record, Context, output);
        var json = output.Written;
        if (json.IsEmpty || json[0] is (byte)'{' or (byte)'[' || json.SequenceEqual("null"u8))
            return null;
        if (json[0] != (byte)'"')
            return Encoding.UTF8.GetString(json);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a character (a lone surrogate): no text is equal to it.
            return null;
        }
    }
}
