namespace Weir.Engine.Import.Qeasy;

/// <summary>A piece of the YAML that is written.</summary>
internal abstract class YamlPart;

/// <summary>A text; quoted when it must be.</summary>
internal sealed class YamlString(string text) : YamlPart
{
    public string Text { get; } = text;
}

/// <summary>A number or truth value, as it is.</summary>
internal sealed class YamlRaw(string text) : YamlPart
{
    public string Text { get; } = text;
}

/// <summary>A list.</summary>
internal sealed class YamlList : YamlPart
{
    public YamlList(params IEnumerable<YamlPart> items) => Items.AddRange(items);

    public List<YamlPart> Items { get; } = [];
}

/// <summary>A line of a group: a member, or a comment of its own when it has no key.</summary>
internal sealed record YamlLine(string? Key, YamlPart? Value, string? Comment);

/// <summary>A group.</summary>
internal sealed class YamlGroup : YamlPart
{
    public List<YamlLine> Lines { get; } = [];

    /// <summary>Written one member to a line, however short it is.</summary>
    public bool IsBlock { get; init; }

    public bool IsEmpty => Lines.TrueForAll(line => line.Key is null);

    public bool Has(string key) => Lines.Exists(line => string.Equals(line.Key, key, StringComparison.Ordinal));

    public YamlGroup Add(string key, YamlPart? value, string? comment = null)
    {
        if (value is not null)
            Lines.Add(new YamlLine(key, value, comment));
        return this;
    }

    public YamlGroup Add(string key, string? text, string? comment = null) => Add(key, text is null ? null : new YamlString(text), comment);

    public YamlGroup Add(string key, bool value, string? comment = null) => Add(key, new YamlRaw(value ? "true" : "false"), comment);

    public YamlGroup Add(string key, int value, string? comment = null) =>
        Add(key, new YamlRaw(value.ToString(System.Globalization.CultureInfo.InvariantCulture)), comment);

    /// <summary>A comment on a line of its own.</summary>
    public YamlGroup Note(string comment)
    {
        Lines.Add(new YamlLine(null, null, comment));
        return this;
    }

    /// <summary>Takes the place of a member, or is added.</summary>
    public void Set(string key, YamlPart value)
    {
        var at = Lines.FindIndex(line => string.Equals(line.Key, key, StringComparison.Ordinal));
        if (at < 0)
            Lines.Add(new YamlLine(key, value, null));
        else
            Lines[at] = Lines[at] with { Value = value };
    }

    /// <summary>The value of a member, or null.</summary>
    public YamlPart? Find(string key) => Lines.Find(line => string.Equals(line.Key, key, StringComparison.Ordinal))?.Value;
}
