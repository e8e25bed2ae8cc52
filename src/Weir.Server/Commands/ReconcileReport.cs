using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Engine.Reconciling;

namespace Weir.Server.Commands;

/// <summary>The rows of a reconciliation as CSV, and its result as text and JSON.</summary>
internal sealed class ReconcileReport : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly StreamWriter _file;

    private ReconcileReport(StreamWriter file) => _file = file;

    /// <exception cref="CommandException">The file cannot be written.</exception>
    public static ReconcileReport Create(string path)
    {
        try
        {
            // With a byte order mark, without which Excel takes it for another encoding.
            var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
            file.WriteLine("target,key,identity,finding,field,source,inTarget,ledger,targetId,redriven");
            return new ReconcileReport(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The report {path} cannot be written: {e.Message}");
        }
    }

    public void Write(ReconcileRow row) =>
        _file.WriteLine(
            string.Join(
                ',',
                new[]
                {
                    row.Target,
                    row.Key,
                    row.Identity,
                    Word(row.Finding),
                    row.Field,
                    row.Source,
                    row.InTarget,
                    row.Ledger,
                    row.TargetId,
                    Word(row.Redriven),
                }.Select(Cell)
            )
        );

    public static string ToJson(ReconcileResult result) => JsonSerializer.Serialize(result, Options);

    public static string ToText(ReconcileResult result, IReadOnlyList<ReconcileRow> shown)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{result.Flow}: {result.Read:N0} records read, {result.Documents:N0} documents");
        foreach (var target in result.Targets)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{target.Target}: expected {target.Expected:N0}, matched {target.Matched:N0}, missing {target.Missing:N0}, incomplete {target.Incomplete:N0}, copies {target.Copies:N0}, different {target.Different:N0}, unmapped {target.Unmapped:N0}; filtered {target.Filtered:N0}, redriven {target.Redriven:N0}"
            );
            foreach (var (field, sum) in target.Sums)
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  {field}: source {sum.Source}, target {sum.InTarget}, difference {sum.Source - sum.InTarget}"
                );
        }
        foreach (var row in shown)
            text.AppendLine(
                $"{row.Target} {row.Key}: {Word(row.Finding)}{(row.Field is null ? "" : $" {row.Field}")}{Values(row)}, ledger: {row.Ledger ?? "unknown"}{(row.Redriven == Redriven.No ? "" : $", {Word(row.Redriven)}")}"
            );
        return text.ToString().TrimEnd();
    }

    private static string Values(ReconcileRow row) =>
        row.Finding switch
        {
            Finding.Different => $" '{row.Source}' / '{row.InTarget}'",
            Finding.Unmapped => $" ({row.Source})",
            _ => "",
        };

    private static string Word(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string Cell(string? text) =>
        text is null ? ""
        : text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text
        : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
