using System.Text.Json;

namespace Weir.Engine.Import.Qeasy;

/// <summary>The <c>parser</c> of a field: wraps or reshapes its value.</summary>
/// <param name="conversion">The conversion.</param>
/// <param name="splits">Texts to be cut into lists.</param>
internal sealed class ParserConversion(Conversion conversion, SplitScript splits)
{
    private const string Number = "FNumber";

    /// <summary>Fields of a 金蝶 target that are references, by their dotted name; the connector wraps them itself.</summary>
    public List<string> References { get; } = [];

    /// <summary>Reshapes a value by all parsers of a field, left to right.</summary>
    /// <param name="value">The value.</param>
    /// <param name="field">The field.</param>
    /// <param name="dotted">Its name with those around it.</param>
    /// <param name="list">The list whose element it belongs to, or null.</param>
    public YamlPart Apply(YamlPart value, SchemeField field, string dotted, string? list)
    {
        if (field.Parser is not { } parser)
            return value;
        foreach (var name in parser.Names)
            if (One(name, parser.Params, value, dotted, list) is { } next)
                value = next;
            else
                conversion.Report.Unsupported($"target.{dotted}", $"parser '{name}' 没有转换，值按原样传递", parser.Raw);
        return value;
    }

    private YamlPart? One(string name, IReadOnlyList<string> parameters, YamlPart value, string dotted, string? list)
    {
        var first = parameters.Count > 0 && parameters[0].Length > 0 ? parameters[0] : null;
        return name switch
        {
            "ConvertObjectParser" or "ConvertObjectsParser" => Wrapped(first ?? Number, value, dotted),
            "ConvertTwoStageObjectParser" when parameters.Count > 1 => new YamlGroup().Add(
                parameters[0],
                new YamlGroup().Add(parameters[1], value)
            ),
            "K3WiseHeiHuCustomParser" when first is not null => new YamlList(new YamlGroup().Add("keyName", first).Add("keyValue", value)),
            "ArrayToString" => Joined(value, first ?? ","),
            "StringToArray" => Cut(value, first ?? ",", list),
            "ConvertJson" => Languages(value),
            _ => null,
        };
    }

    private YamlPart Wrapped(string key, YamlPart value, string dotted)
    {
        if (!conversion.KingdeeTarget || key is not Number)
            return new YamlGroup().Add(key, value);
        References.Add(dotted);
        return value;
    }

    private static YamlString? Joined(YamlPart value, string separator) =>
        value switch
        {
            YamlString { Text: var text } when Qeasy.References.Only(text) is { } path => new YamlString(
                $"_function GROUP_CONCAT({{{{{path}}}}} SEPARATOR '{separator.Replace("'", "''", StringComparison.Ordinal)}')"
            ),
            YamlString constant when !Qeasy.References.Has(constant.Text) => constant,
            _ => null,
        };

    private YamlPart? Cut(YamlPart value, string separator, string? list) =>
        value switch
        {
            YamlString { Text: var text } when Qeasy.References.Only(text) is { } path => new YamlString(splits.Add(path, separator, list)),
            YamlString { Text: var text } when !Qeasy.References.Has(text) => new YamlList(
                text.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(part => new YamlString(part))
            ),
            _ => null,
        };

    /// <summary>金蝶's texts in several languages: <c>{"2052":"名"}</c> → <c>[{"Key":2052,"Value":"名"}]</c>.</summary>
    private static YamlList? Languages(YamlPart value)
    {
        if (
            value is not YamlString { Text: var text }
            || !text.TrimStart().StartsWith('{')
            || text.TrimStart().StartsWith("{{", StringComparison.Ordinal)
        )
            return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            var list = new YamlList();
            foreach (var member in json.RootElement.EnumerateObject())
                list.Items.Add(
                    new YamlGroup()
                        .Add("Key", RequestSettings.Typed(member.Name, "int"))
                        .Add("Value", SchemeJson.Text(member.Value) ?? member.Value.GetRawText())
                );
            return list;
        }
        catch (JsonException)
        {
            // Not JSON: the caller tells that the parser was not converted, with the original text.
            return null;
        }
    }
}
