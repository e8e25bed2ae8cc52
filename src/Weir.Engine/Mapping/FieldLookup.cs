using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping;

/// <summary>Finds a target field by its dotted name, in the vendor's idea of upper and lower case.</summary>
public sealed class FieldLookup
{
    private readonly Dictionary<string, FieldDescription> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FieldDescription> _folded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Indexes the fields.</summary>
    public FieldLookup(IReadOnlyList<FieldDescription> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var field in fields)
            if (field.IgnoreCase)
                _folded.TryAdd(field.Name, field);
            else
                _exact.TryAdd(field.Name, field);
    }

    /// <summary>True if there is such a field.</summary>
    public bool Knows(string name) => _exact.ContainsKey(name) || _folded.ContainsKey(name);

    /// <summary>The field, or one of kind Any when it is not known.</summary>
    public FieldDescription Find(string name) =>
        _exact.TryGetValue(name, out var field) || _folded.TryGetValue(name, out field)
            ? field
            : new FieldDescription(name, FieldKind.Any, name);
}
