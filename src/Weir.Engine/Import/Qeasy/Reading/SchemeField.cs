namespace Weir.Engine.Import.Qeasy;

/// <summary>A field of a request or response list.</summary>
internal sealed class SchemeField
{
    /// <summary>Wire name.</summary>
    public required string Field { get; set; }

    public string? Label { get; set; }

    public string? Type { get; set; }

    /// <summary>Constant, template, expression, lookup, or path of a list.</summary>
    public string? Value { get; set; }

    /// <summary>The value as the file has it, when it was mended.</summary>
    public string? Printed { get; set; }

    public string? Default { get; set; }

    public bool Required { get; set; }

    public string? Describe { get; set; }

    /// <summary>Label of the source field, printed by mapping tables.</summary>
    public string? SourceLabel { get; set; }

    /// <summary>Its number in a printed table: <c>9.2</c>.</summary>
    public string? No { get; set; }

    public string? ParentNo { get; set; }

    /// <summary>Name of the field it lies in, in flat exports.</summary>
    public string? Parent { get; set; }

    public FieldParser? Parser { get; set; }

    public FieldMapping? Mapping { get; set; }

    public List<SchemeField> Children { get; } = [];

    public bool IsList => string.Equals(Type, "array", StringComparison.OrdinalIgnoreCase);

    public bool IsObject => string.Equals(Type, "object", StringComparison.OrdinalIgnoreCase);

    /// <summary>Label and name, as people read them.</summary>
    public string Caption =>
        string.IsNullOrEmpty(Label) || string.Equals(Label, Field, StringComparison.Ordinal) ? Field : $"{Field} {Label}";
}

/// <summary>How a value is reshaped before it is sent: one or more names, separated by commas.</summary>
/// <param name="Names">Parsers, left to right.</param>
/// <param name="Params">Their parameters.</param>
/// <param name="Raw">As the file has it.</param>
internal sealed record FieldParser(IReadOnlyList<string> Names, IReadOnlyList<string> Params, string Raw);

/// <summary>A static mapping table.</summary>
/// <param name="Target">Its id or name.</param>
/// <param name="Reverse">From b to a.</param>
/// <param name="Raw">As the file has it.</param>
internal sealed record FieldMapping(string Target, bool Reverse, string Raw);
