using System.Globalization;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Reconciling;

/// <summary>Compares fields of documents as they are mapped with what the target has. Of a list the sums are compared, or the texts when one is no number.</summary>
internal sealed class ComparedFields
{
    private const NumberStyles Style = NumberStyles.Float;
    private readonly List<(string Field, string? List, int Place)> _fields = [];

    /// <param name="fields">Paths in the documents.</param>
    /// <param name="bodies">Documents of a batch, by which it is known what is a list.</param>
    public ComparedFields(IReadOnlyList<string> fields, IReadOnlyList<JsonElement> bodies)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var list = bodies.Select(body => ValuesOf(body, field).List).FirstOrDefault(found => found is not null);
            counts[list ?? ""] = counts.GetValueOrDefault(list ?? "") + 1;
            _fields.Add((field, list, counts[list ?? ""] - 1));
        }
    }

    /// <summary>The lists that fields are in, with null for the header, and the fields of each.</summary>
    public IEnumerable<(string? List, IReadOnlyList<string> Fields)> Groups =>
        _fields
            .GroupBy(f => f.List, StringComparer.Ordinal)
            .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Select(f => f.Field)]));

    /// <summary>Fields whose values differ, with both values; numbers that are compared are added to the sums.</summary>
    /// <param name="body">The mapped document.</param>
    /// <param name="rows">Its rows in the target by list; null for the header.</param>
    /// <param name="tally">Where sums are kept.</param>
    public IEnumerable<(string Field, string? Source, string? InTarget)> Differences(
        JsonElement body,
        Func<string?, IReadOnlyList<ReadBackRow>> rows,
        TargetTally tally
    )
    {
        foreach (var (field, list, place) in _fields)
        {
            var values = ValuesOf(body, field).Values;
            var found = rows(list).Select(row => row.Values[place]).ToList();
            if (Sum(values) is { } mine && Sum(found) is { } theirs)
            {
                var before = tally.Sums.GetValueOrDefault(field) ?? new FieldSum(0, 0);
                tally.Sums[field] = new FieldSum(before.Source + mine, before.InTarget + theirs);
                if (mine != theirs)
                    yield return (field, Digits(mine), Digits(theirs));
            }
            else if (!Same(values, found))
                yield return (field, string.Join(", ", values), string.Join(", ", found));
        }
    }

    /// <summary>The values at a path, and the list that they lie in. Of lists in lists all values are taken.</summary>
    private static (string? List, List<string?> Values) ValuesOf(JsonElement body, string path)
    {
        string? list = null;
        var at = "";
        IEnumerable<JsonElement> current = [body];
        foreach (var name in path.Split('.'))
        {
            at = at.Length == 0 ? name : $"{at}.{name}";
            var next = new List<JsonElement>();
            foreach (var element in current)
                if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value))
                    if (value.ValueKind == JsonValueKind.Array)
                    {
                        list = at;
                        next.AddRange(value.EnumerateArray());
                    }
                    else
                        next.Add(value);
            current = next;
        }
        return (list, [.. current.Select(Text)]);
    }

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ToString();

    private static decimal? Sum(List<string?> values)
    {
        decimal sum = 0;
        foreach (var value in values)
            if (!decimal.TryParse(value, Style, CultureInfo.InvariantCulture, out var number))
                return null;
            else
                sum += number;
        return values.Count == 0 ? null : sum;
    }

    private static bool Same(List<string?> a, List<string?> b) =>
        a.Where(NotEmpty)
            .Select(Plain)
            .Order(StringComparer.Ordinal)
            .SequenceEqual(b.Where(NotEmpty).Select(Plain).Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private static bool NotEmpty(string? value) => !string.IsNullOrWhiteSpace(value);

    /// <summary>Systems write a day, or the same day at midnight; with a blank or a T; and truth in either case.</summary>
    private static string Plain(string? value)
    {
        var text = value!.Trim();
        if (text is "True" or "False")
            return text.ToLowerInvariant();
        if (decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number))
            return Digits(number);
        return text.Length >= 10 && text[4] == '-' && DateText.TryParse(text, TimeZoneInfo.Utc, out var time)
            ? time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : text;
    }

    private static string Digits(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
