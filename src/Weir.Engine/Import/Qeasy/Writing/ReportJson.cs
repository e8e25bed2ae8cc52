using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weir.Engine.Import.Qeasy;

/// <summary>Writes a report that a program can read: all lines, with their original text uncut.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(ImportedFlow flow) =>
        JsonSerializer.Serialize(
            new
            {
                flow.File,
                Flow = flow.Name,
                flow.Title,
                flow.About,
                Counts = new
                {
                    Converted = flow.Report.Count(ImportOutcome.Converted),
                    Decisions = flow.Report.Count(ImportOutcome.Decision),
                    Unsupported = flow.Report.Count(ImportOutcome.Unsupported),
                },
                flow.Report.Fields,
                Converted = Lines(flow, ImportOutcome.Converted),
                Decisions = Lines(flow, ImportOutcome.Decision),
                Unsupported = Lines(flow, ImportOutcome.Unsupported),
            },
            Options
        ) + "\n";

    private static IEnumerable<object> Lines(ImportedFlow flow, ImportOutcome outcome) =>
        flow
            .Report.Of(outcome)
            .Select(item => new
            {
                item.Place,
                item.Text,
                item.Original,
                item.Recommendation,
            });
}
