using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Weir.Server.Cases;

/// <summary>
/// Puts made-up values in the place of personal ones and of secrets. Values are numbered in the order in which they come, so that the same records give the
/// same file, equal values stay equal, and nothing of the old value can be worked out from the new one.
/// </summary>
internal sealed partial class Scrubber(PersonalFields fields)
{
    private const string Masked = "***";

    /// <summary>A shorter text is too likely to stand inside of another by chance; of Chinese characters two are a name.</summary>
    private const int LeastInText = 6;

    private const int LeastChinese = 2;

    private const int MostMilliseconds = 1000;

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _byLength = [];

    /// <summary>Notes what is personal in a record. All records are looked at before the first is written anew.</summary>
    public void Look(JsonNode? record)
    {
        Look(record, personal: false);
        _byLength = [.. _known.Keys.Where(IsTelling).OrderByDescending(value => value.Length)];
    }

    private void Look(JsonNode? node, bool personal)
    {
        switch (node)
        {
            case JsonObject group:
                foreach (var (name, value) in group)
                    if (!PersonalFields.IsSecret(name))
                        Look(value, personal || fields.IsPersonal(name));
                break;
            case JsonArray list:
                foreach (var item in list)
                    Look(item, personal);
                break;
            case JsonValue value when Text(value) is { Length: > 0 } text:
                if (personal)
                    Replace(text);
                else if (value.GetValueKind() == JsonValueKind.String)
                    foreach (var match in Pattern().EnumerateMatches(text))
                        Replace(text.Substring(match.Index, match.Length));
                break;
        }
    }

    /// <summary>The record without what is personal.</summary>
    public JsonNode? Scrub(JsonNode? record) => Scrub(record, personal: false);

    private JsonNode? Scrub(JsonNode? node, bool personal)
    {
        switch (node)
        {
            case JsonObject group:
                var clean = new JsonObject();
                foreach (var (name, value) in group)
                    clean[name] =
                        PersonalFields.IsSecret(name) && value is not null
                            ? JsonValue.Create(Masked)
                            : Scrub(value, personal || fields.IsPersonal(name));
                return clean;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Scrub(item, personal))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return JsonValue.Create(Clean(value.GetValue<string>(), personal));
            case JsonValue value when personal && value.GetValueKind() == JsonValueKind.Number:
                return JsonNode.Parse(Replace(value.ToJsonString()));
            case JsonValue value
                when value.GetValueKind() == JsonValueKind.Number
                    && IsTelling(value.ToJsonString())
                    && _known.TryGetValue(value.ToJsonString(), out var other):
                // The number of a person in a field whose name does not tell.
                return JsonNode.Parse(other);
            default:
                return node?.DeepClone();
        }
    }

    private string Clean(string text, bool personal)
    {
        if (personal)
            return text.Length == 0 ? text : Replace(text);
        var clean = new StringBuilder(Pattern().Replace(text, match => Replace(match.Value)));
        foreach (var value in _byLength)
            clean.Replace(value, _known[value]);
        return clean.ToString();
    }

    /// <summary>True for a value that tells of a person wherever it stands.</summary>
    private static bool IsTelling(string value) =>
        value.Length >= LeastInText || (value.Length >= LeastChinese && value.All(c => c is >= '\u4e00' and <= '\u9fff'));

    private static string? Text(JsonValue value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        };

    /// <summary>The made-up value, of the same kind.</summary>
    private string Replace(string value)
    {
        if (_known.TryGetValue(value, out var known))
            return known;
        var (kind, make) = value switch
        {
            _ when Whole(Mobile(), value) => (
                "mobile",
                (Func<int, string>)(n => (13_800_000_000L + n).ToString(CultureInfo.InvariantCulture))
            ),
            _ when Whole(Identity(), value) => ("identity", n => (110_101_190_001_010_000L + n).ToString(CultureInfo.InvariantCulture)),
            _ when Whole(Email(), value) => ("email", n => $"user{n}@example.com"),
            _ when value.All(char.IsAsciiDigit) => (
                "digits" + value.Length,
                n => "9" + n.ToString(CultureInfo.InvariantCulture).PadLeft(value.Length - 1, '0')
            ),
            _ when double.TryParse(value, CultureInfo.InvariantCulture, out _) => ("number", n => n.ToString(CultureInfo.InvariantCulture)),
            _ => ("text", n => $"样例{n}"),
        };
        var count = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return _known[value] = make(count);
    }

    private static bool Whole(Regex pattern, string value) =>
        pattern.Match(value) is { Success: true } match && match.Length == value.Length;

    [GeneratedRegex(@"(?<![0-9])1[3-9][0-9]{9}(?![0-9])", RegexOptions.ExplicitCapture, MostMilliseconds)]
    private static partial Regex Mobile();

    [GeneratedRegex(
        @"(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])",
        RegexOptions.ExplicitCapture,
        MostMilliseconds
    )]
    private static partial Regex Identity();

    [GeneratedRegex(
        @"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}",
        RegexOptions.ExplicitCapture,
        MostMilliseconds
    )]
    private static partial Regex Email();

    [GeneratedRegex(
        @"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"
            + @"|(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
            + @"|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}",
        RegexOptions.ExplicitCapture,
        MostMilliseconds
    )]
    private static partial Regex Pattern();
}
