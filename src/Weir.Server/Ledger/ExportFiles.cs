using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniExcelLibs;
using Weir.Engine.Ledger.Interventions;
using Weir.Engine.Ledger.Search;
using Weir.Server.Api;

namespace Weir.Server.Ledger;

/// <summary>
/// Files of exports, in <c>exports/</c> of the data directory. Rows are collected as lines of JSON while the job goes, and made into the file at its end: a
/// job that goes on after a crash cuts off what its last stored step does not know.
/// </summary>
internal sealed class ExportFiles(string data)
{
    /// <summary>A sheet has room for 1,048,576 rows, one of them the head.</summary>
    private const int RowsOfSheet = 1_000_000;

    private static readonly string[] Columns =
    [
        "flow",
        "target",
        "key",
        "revision",
        "state",
        "targetNumber",
        "targetId",
        "tries",
        "acceptedAt",
        "updatedAt",
        "errorKind",
        "errorCode",
        "errorText",
        "advice",
        "fields",
    ];

    private string Directory => Path.Combine(data, "exports");

    /// <summary>Where the file of a job is, when it is done.</summary>
    public string PathOf(DocumentJob job) => PathOf(job.Id, job.Format ?? "csv");

    private string PathOf(long job, string ending) =>
        Path.Combine(Directory, string.Create(CultureInfo.InvariantCulture, $"documents-{job}.{ending}"));

    /// <summary>Appends rows behind what the job's last step knows. Returns how much is written now.</summary>
    public async Task<long> AppendAsync(DocumentJob job, IReadOnlyList<FoundDelivery> found, CancellationToken stop)
    {
        System.IO.Directory.CreateDirectory(Directory);
        await using var file = new FileStream(PathOf(job.Id, "rows"), FileMode.OpenOrCreate, FileAccess.Write);
        file.SetLength(job.Bytes);
        file.Seek(job.Bytes, SeekOrigin.Begin);
        foreach (var item in found)
        {
            await JsonSerializer.SerializeAsync(file, Row(item), cancellationToken: stop);
            file.WriteByte((byte)'\n');
        }
        await file.FlushAsync(stop);
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    private static string[] Row(FoundDelivery found)
    {
        var document = found.Document;
        return
        [
            found.Flow,
            found.Target,
            document.Key,
            document.Revision.ToString(CultureInfo.InvariantCulture),
            StateWords.Of(document.State),
            document.TargetNumber ?? "",
            document.TargetId ?? "",
            document.Tries.ToString(CultureInfo.InvariantCulture),
            document.AcceptedAt.ToString("O", CultureInfo.InvariantCulture),
            found.UpdatedAt.ToString("O", CultureInfo.InvariantCulture),
            document.Error is { } error ? JsonNamingPolicy.CamelCase.ConvertName(error.Kind.ToString()) : "",
            document.Error?.Code ?? "",
            document.Error?.Text ?? "",
            document.Error?.Advice ?? "",
            string.Join("; ", found.Fields.Select(field => $"{field.Key}={field.Value}")),
        ];
    }

    /// <summary>Makes the file.</summary>
    public async Task FinishAsync(DocumentJob job, CancellationToken stop)
    {
        var rows = PathOf(job.Id, "rows");
        var unfinished = PathOf(job) + ".part";
        if (job.Format is "xlsx")
            await WriteSheetsAsync(rows, unfinished, stop);
        else
            await WriteCsvAsync(rows, unfinished, stop);
        File.Move(unfinished, PathOf(job), overwrite: true);
        File.Delete(rows);
    }

    private static async Task WriteCsvAsync(string rows, string path, CancellationToken stop)
    {
        // With the mark that spreadsheets know UTF-8 by.
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await file.WriteAsync($"{string.Join(',', Columns)}\r\n");
        foreach (var row in Rows(rows))
        {
            stop.ThrowIfCancellationRequested();
            await file.WriteAsync($"{string.Join(',', row.Select(CsvCell.Of))}\r\n");
        }
    }

    private static async Task WriteSheetsAsync(string rows, string path, CancellationToken stop)
    {
        var sheets = new Dictionary<string, object>(StringComparer.Ordinal);
        var count = Rows(rows).Count();
        for (var sheet = 0; sheet == 0 || sheet * RowsOfSheet < count; sheet++)
        {
            var first = sheet * RowsOfSheet;
            sheets[$"documents {sheet + 1}"] = Cells(rows, first);
        }
        await using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        await MiniExcel.SaveAsAsync(file, sheets, cancellationToken: stop);
    }

    private static IEnumerable<Dictionary<string, object>> Cells(string rows, int first)
    {
        var any = false;
        foreach (var row in Rows(rows).Skip(first).Take(RowsOfSheet))
        {
            any = true;
            yield return Columns.Zip(row).ToDictionary(cell => cell.First, cell => (object)cell.Second, StringComparer.Ordinal);
        }
        // A sheet without a row would have no head either.
        if (!any)
            yield return Columns.ToDictionary(column => column, _ => (object)"", StringComparer.Ordinal);
    }

    private static IEnumerable<string[]> Rows(string path) =>
        File.ReadLines(path).Select(line => JsonSerializer.Deserialize<string[]>(line)!);
}

/// <summary>Cells of CSV files that spreadsheets open.</summary>
internal static class CsvCell
{
    private static readonly System.Buffers.SearchValues<char> NeedQuotes = System.Buffers.SearchValues.Create(",\"\r\n");

    /// <summary>Quoted where needed; what a spreadsheet would work out as a formula is marked as text.</summary>
    public static string Of(string text)
    {
        if (text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r') && !IsNumber(text))
            text = "'" + text;
        return text.AsSpan().ContainsAny(NeedQuotes) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static bool IsNumber(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}
