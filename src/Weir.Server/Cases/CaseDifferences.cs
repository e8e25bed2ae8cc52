using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Server.Commands;

namespace Weir.Server.Cases;

/// <summary>One thing that is not as expected.</summary>
/// <param name="Path">Where: target, list, key, and the path in the document.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Actual">What is there.</param>
internal sealed record CaseDifference(string Path, string Expected, string Actual);

/// <summary>Compares what a target would get with what is expected.</summary>
internal sealed class CaseDifferences(string target)
{
    private const string Nothing = "(nothing)";
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<CaseDifference> _found = [];

    /// <summary>All that differs, in the order of what is expected.</summary>
    public static IReadOnlyList<CaseDifference> Of(string target, ExpectSettings expected, MappedRecords actual)
    {
        var differences = new CaseDifferences(target);
        differences.Documents(expected.Documents ?? [], actual);
        differences.Faults("rejected", (expected.Rejected ?? []).Select(e => (e.Key, e.Rule)), actual.Dropped, actual);
        differences.Faults("failed", (expected.Failed ?? []).Select(e => (e.Key, e.Message)), actual.Failed, actual);
        differences.Faults("held", (expected.Held ?? []).Select(e => (e.Key, e.Message)), actual.Held, actual);
        return differences._found;
    }

    private void Documents(IReadOnlyList<ExpectDocument> expected, MappedRecords actual)
    {
        var left = actual.Documents.ToList();
        foreach (var document in expected)
        {
            var key = document.Key.ToString();
            var at = $"{target}.documents[{key}]";
            var place = left.FindIndex(d => string.Equals(d.Key, key, StringComparison.Ordinal));
            if (place < 0)
            {
                Add(at, "a document", FateOf(key, actual));
                continue;
            }
            Compare(at, document.Body, JsonElement.Parse(left[place].Body.Span));
            left.RemoveAt(place);
        }
        foreach (var more in left)
            Add($"{target}.documents[{more.Key}]", Nothing, Text(JsonElement.Parse(more.Body.Span)));
    }

    private void Faults(
        string list,
        IEnumerable<(JsonElement Key, string Part)> expected,
        IReadOnlyList<PreviewFault> faults,
        MappedRecords actual
    )
    {
        var left = faults.ToList();
        foreach (var (element, part) in expected)
        {
            var key = element.ToString();
            var at = $"{target}.{list}[{key}]";
            // Of several with one key the one that is meant.
            var place = left.FindIndex(f =>
                string.Equals(f.Key, key, StringComparison.Ordinal) && f.Reason.Contains(part, StringComparison.Ordinal)
            );
            if (place >= 0)
                left.RemoveAt(place);
            else if (left.Find(f => string.Equals(f.Key, key, StringComparison.Ordinal)) is { } other)
            {
                Add(at, $"a text with '{part}'", other.Reason);
                left.Remove(other);
            }
            else
                Add(at, part.Length == 0 ? list : $"{list}: {part}", FateOf(key, actual));
        }
        foreach (var more in left)
            Add($"{target}.{list}[{more.Key}]", Nothing, more.Reason);
    }

    /// <summary>What became of a key instead.</summary>
    private static string FateOf(string key, MappedRecords actual)
    {
        bool IsIt(PreviewFault fault) => string.Equals(fault.Key, key, StringComparison.Ordinal);
        return actual.Dropped.FirstOrDefault(IsIt) is { } dropped ? $"rejected: {dropped.Reason}"
            : actual.Failed.FirstOrDefault(IsIt) is { } failed ? $"failed: {failed.Reason}"
            : actual.Held.FirstOrDefault(IsIt) is { } held ? $"held: {held.Reason}"
            : actual.Documents.Any(d => string.Equals(d.Key, key, StringComparison.Ordinal)) ? "a document"
            : Nothing;
    }

    private void Compare(string path, JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in expected.EnumerateObject())
                if (actual.TryGetProperty(member.Name, out var value))
                    Compare($"{path}.{member.Name}", member.Value, value);
                else
                    Add($"{path}.{member.Name}", Text(member.Value), Nothing);
            foreach (var member in actual.EnumerateObject())
                if (!expected.TryGetProperty(member.Name, out _))
                    Add($"{path}.{member.Name}", Nothing, Text(member.Value));
        }
        else if (expected.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array)
        {
            var (wanted, got) = (expected.EnumerateArray().ToList(), actual.EnumerateArray().ToList());
            for (var i = 0; i < Math.Max(wanted.Count, got.Count); i++)
                if (i >= got.Count)
                    Add($"{path}[{i}]", Text(wanted[i]), Nothing);
                else if (i >= wanted.Count)
                    Add($"{path}[{i}]", Nothing, Text(got[i]));
                else
                    Compare($"{path}[{i}]", wanted[i], got[i]);
        }
        else if (!AreSame(expected, actual))
            Add(path, Text(expected), Text(actual));
    }

    /// <summary>A number is what is written: 1.50 is not 1.5, and text is no number.</summary>
    private static bool AreSame(JsonElement expected, JsonElement actual) =>
        expected.ValueKind == actual.ValueKind
        && (
            expected.ValueKind == JsonValueKind.String
                ? string.Equals(expected.GetString(), actual.GetString(), StringComparison.Ordinal)
                : string.Equals(expected.GetRawText(), actual.GetRawText(), StringComparison.Ordinal)
        );

    private static string Text(JsonElement value) => JsonSerializer.Serialize(value, Json);

    private void Add(string path, string expected, string actual) => _found.Add(new CaseDifference(path, expected, actual));
}
