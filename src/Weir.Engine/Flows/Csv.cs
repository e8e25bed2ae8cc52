using System.Globalization;
using System.Text;

namespace Weir.Engine.Flows;

/// <summary>Reads the CSV of a static table (RFC 4180: quotes doubled inside quotes; LF or CRLF; a byte order mark is skipped).</summary>
internal static class Csv
{
    /// <summary>Key and value of each row.</summary>
    public static List<(string Key, string Value)> Table(string text, Action<string> problem)
    {
        var rows = Rows(text.TrimStart('\ufeff'), problem);
        var table = new List<(string, string)>();
        if (rows.Count == 0)
        {
            problem("it is empty; the first line names the columns a_value and b_value");
            return table;
        }
        var (key, value) = (rows[0].IndexOf("a_value"), rows[0].IndexOf("b_value"));
        if (key < 0 || value < 0)
        {
            problem($"the first line names the columns a_value and b_value; it has {string.Join(", ", rows[0])}");
            return table;
        }
        foreach (var (index, row) in rows.Index().Skip(1))
            if (row is [""])
                continue;
            else if (row.Count <= Math.Max(key, value))
                problem(
                    string.Create(CultureInfo.InvariantCulture, $"row {index + 1} has {row.Count} columns, the first line {rows[0].Count}")
                );
            else
                table.Add((row[key], row[value]));
        return table;
    }

    private static List<List<string>> Rows(string text, Action<string> problem)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[++i]);
            else if (c == '"' && (quoted || cell.Length == 0))
                quoted = !quoted;
            else if (quoted)
                cell.Append(c);
            else if (c == ',')
                EndCell(row, cell);
            else if (c == '\n')
            {
                EndCell(row, cell);
                rows.Add(row);
                row = [];
            }
            else if (c != '\r')
                cell.Append(c);
        }
        if (quoted)
            problem("a quote is never closed");
        if (cell.Length > 0 || row.Count > 0)
        {
            EndCell(row, cell);
            rows.Add(row);
        }
        return rows;
    }

    private static void EndCell(List<string> row, StringBuilder cell)
    {
        row.Add(cell.ToString());
        cell.Clear();
    }
}
