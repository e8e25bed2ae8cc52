namespace Weir.Sdk.Connectors;

/// <summary>How a target field wants its value written.</summary>
public enum FieldKind
{
    /// <summary>Written as a JSON string; numbers keep their digits.</summary>
    Text,

    /// <summary>Written as a JSON number with the digits of the source.</summary>
    Number,

    /// <summary>Written as true or false.</summary>
    Boolean,

    /// <summary>Text in the operation's date format.</summary>
    Date,

    /// <summary>Text in the operation's date-time format.</summary>
    DateTime,

    /// <summary>A reference by number, wrapped in an object: <c>{"FNumber":"100"}</c>; the key is <see cref="FieldDescription.Wrap"/>.</summary>
    Reference,

    /// <summary>An object.</summary>
    Object,

    /// <summary>A list of objects.</summary>
    Array,

    /// <summary>Copied as it comes.</summary>
    Any,
}

/// <summary>One field of an operation.</summary>
/// <param name="Name">The vendor's key, in the vendor's spelling; dots for nested ones.</param>
/// <param name="Kind">How its value is written.</param>
/// <param name="Label">The name a user knows (zh-CN).</param>
public sealed record FieldDescription(string Name, FieldKind Kind, string Label)
{
    /// <summary>The vendor refuses a document without it.</summary>
    public bool Required { get; init; }

    /// <summary>The key that holds a reference's number, for example <c>FNumber</c>; only with <see cref="FieldKind.Reference"/>.</summary>
    public string? Wrap { get; init; }

    /// <summary>The form or list the reference points into, if known.</summary>
    public string? Refers { get; init; }

    /// <summary>Other spellings of the name that the vendor takes as the same.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Where this was learnt; shown to the user when a live system disagrees.</summary>
    public string? Origin { get; init; }
}
