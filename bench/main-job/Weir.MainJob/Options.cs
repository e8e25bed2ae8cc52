using System.Globalization;

namespace Weir.MainJob;

/// <summary>Command-line switches of the form <c>--name value</c> or <c>--name</c>.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static Options Parse(ReadOnlySpan<string> args)
    {
        var options = new Options();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                throw new ArgumentException($"unexpected argument '{args[i]}'", nameof(args));
            var hasValue = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            options._values[args[i][2..]] = hasValue ? args[i + 1] : "true";
            if (hasValue)
                i++;
        }
        return options;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public string Required(string name) => Text(name) ?? throw new ArgumentException($"--{name} is missing", nameof(name));

    public bool Flag(string name) => _values.ContainsKey(name);

    public long Number(string name, long fallback) => Text(name) is { } text ? ParseNumber(text) : fallback;

    public IReadOnlyList<string> List(string name, string fallback) =>
        (Text(name) ?? fallback).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Accepts 100000, 100_000, 100k and 1m.</summary>
    public static long ParseNumber(string text)
    {
        var scale = char.ToLowerInvariant(text[^1]) switch
        {
            'k' => 1_000L,
            'm' => 1_000_000L,
            _ => 1L,
        };
        var digits = scale == 1 ? text : text[..^1];
        return scale * long.Parse(digits.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
