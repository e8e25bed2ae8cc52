namespace Weir.Engine.Mapping.Expressions;

/// <summary>Kind of a value that an expression gives.</summary>
public enum ValueKind : byte
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>A whole number of 64 bits; also the result of comparisons: 1 and 0.</summary>
    Int,

    /// <summary>An exact number with a scale.</summary>
    Decimal,

    /// <summary>An approximate number.</summary>
    Double,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A day and a time of day.</summary>
    DateTime,

    /// <summary>A time of day or a span of time.</summary>
    Time,

    /// <summary>A JSON object or array, or what a JSON function took out of one.</summary>
    Json,
}
