namespace Weir.Sandbox.Kingdee;

internal enum FieldKind
{
    Text,
    Int,
    Decimal,
    Bool,
    Date,
    Enum,

    /// <summary>A reference to base data, an organisation, a group or 辅助资料: written wrapped, as <c>{"FNumber":…}</c>.</summary>
    Base,
}

/// <summary>One field of a form. Values are string, long, decimal, bool, DateTime or <see cref="BaseItem"/>.</summary>
internal sealed class Field(string key, string name, FieldKind kind, string? lookup, Entity entity, int ordinal)
{
    public string Key => key;
    public string Name => name;

    /// <summary>Changes only when the settings redefine a field of the site.</summary>
    public FieldKind Kind { get; set; } = kind;

    /// <summary>The form that a reference points to.</summary>
    public string? Lookup => lookup;
    public Entity Entity => entity;

    /// <summary>Position in the values of its entity; -1 for what the server itself keeps.</summary>
    public int Ordinal => ordinal;
    public bool Must { get; init; }

    /// <summary>Equality on the field is answered from an index.</summary>
    public bool Indexed { get; init; }

    /// <summary>Reads a field that the server keeps: the key, the status, dates and users.</summary>
    public Func<Bill, object?>? Kept { get; init; }
}

/// <summary>The head, a sub-head (one object) or a body (rows) of a form.</summary>
internal sealed class Entity(string key, string name, string pkKey, bool isHead, bool isObject)
{
    private readonly List<Field> _fields = [];

    public string Key => key;
    public string Name => name;
    public string PkKey => pkKey;
    public bool IsHead => isHead;
    public bool IsObject => isObject;
    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>How many values a row holds.</summary>
    public int Width { get; private set; }

    public Field? Find(string fieldKey) => _fields.Find(f => string.Equals(f.Key, fieldKey, StringComparison.OrdinalIgnoreCase));

    public void Add(string fieldKey, string fieldName, FieldKind kind, string? lookup, bool must, bool indexed) =>
        _fields.Add(new Field(fieldKey, fieldName, kind, lookup, this, Width++) { Must = must, Indexed = indexed });

    public void AddKept(string fieldKey, string fieldName, FieldKind kind, Func<Bill, object?> read) =>
        _fields.Add(new Field(fieldKey, fieldName, kind, null, this, -1) { Kept = read });
}
