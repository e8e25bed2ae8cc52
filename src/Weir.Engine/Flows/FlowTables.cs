using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows;

/// <summary>One static table of a flow.</summary>
public sealed record FlowTableSettings
{
    /// <summary>Its rows.</summary>
    [Field("行", "Rows", Help = "List of [key, value]; texts or numbers.")]
    public JsonElement Rows { get; init; }

    /// <summary>A CSV file.</summary>
    [Field(
        "文件",
        "File",
        Help = "CSV file beside the flow, with the columns a_value, a_label, b_value, b_label (a_label and b_label may be missing)."
    )]
    public string? File { get; init; }

    /// <summary>From b to a.</summary>
    [Field("反向", "Reverse", Help = "Looks from b to a. Default false.")]
    public bool Reverse { get; init; }
}

/// <summary>Reads the tables of a flow file.</summary>
internal static class FlowTables
{
    /// <summary>The tables, and their content as text for the flow's hash; what is wrong with them is told.</summary>
    public static (StaticTables Tables, string Text) Read(
        JsonElement root,
        Func<string, string>? readFile,
        Action<Severity, string, string> add
    )
    {
        if (!root.TryGetProperty("tables", out var list) || list.ValueKind == JsonValueKind.Null)
            return (StaticTables.None, "");
        if (list.ValueKind != JsonValueKind.Object)
        {
            add(Severity.Error, "tables", "'tables' is a group: name of the table, and below it rows or file");
            return (StaticTables.None, "");
        }
        var tables = new JsonObject();
        foreach (var table in list.EnumerateObject())
        {
            var at = $"tables.{table.Name}";
            var problems = SettingsReader.Check(typeof(FlowTableSettings), table.Value);
            foreach (var problem in problems)
                add(Severity.Error, problem.Path.Length == 0 ? at : $"{at}.{problem.Path}", problem.Message);
            if (problems.Count > 0)
                continue;
            var settings = table.Value.Deserialize<FlowTableSettings>(SettingsReader.Json)!;
            var rows = new JsonObject();
            foreach (var (key, value) in RowsOf(settings, readFile, (path, message) => add(Severity.Error, $"{at}.{path}", message)))
                if (!rows.TryAdd(settings.Reverse ? value : key, settings.Reverse ? key : value))
                    add(Severity.Error, at, $"the key '{(settings.Reverse ? value : key)}' stands in it twice");
            tables[table.Name] = rows;
        }
        return (new StaticTables(JsonSerializer.SerializeToElement(tables)), tables.ToJsonString());
    }

    private static List<(string Key, string Value)> RowsOf(
        FlowTableSettings table,
        Func<string, string>? readFile,
        Action<string, string> add
    )
    {
        if ((table.File is null) == (table.Rows.ValueKind == JsonValueKind.Undefined))
        {
            add("rows", "a table has either 'rows' or 'file'");
            return [];
        }
        return table.File is { } file ? FromFile(file, readFile, add) : FromRows(table.Rows, add);
    }

    private static List<(string, string)> FromRows(JsonElement rows, Action<string, string> add)
    {
        var read = new List<(string, string)>();
        if (rows.ValueKind != JsonValueKind.Array)
        {
            add("rows", "'rows' is a list of [key, value]");
            return read;
        }
        foreach (var (index, row) in rows.EnumerateArray().Index())
            if (row.ValueKind == JsonValueKind.Array && row.GetArrayLength() == 2 && IsScalar(row[0]) && IsScalar(row[1]))
                read.Add((row[0].ToString(), row[1].ToString()));
            else
                add($"rows[{index}]", "a row is [key, value], both text or number");
        return read;
    }

    private static bool IsScalar(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number;

    private static List<(string, string)> FromFile(string file, Func<string, string>? readFile, Action<string, string> add)
    {
        if (readFile is null)
        {
            add("file", "the file cannot be read here: a flow that is checked without its directory has rows only");
            return [];
        }
        try
        {
            return Csv.Table(readFile(file), problem => add("file", $"{file}: {problem}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            add("file", $"{file} cannot be read: {e.Message}");
            return [];
        }
    }
}
