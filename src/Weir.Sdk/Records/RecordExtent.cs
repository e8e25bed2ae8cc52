namespace Weir.Sdk.Records;

/// <summary>Where one record lies in its slab.</summary>
/// <param name="Offset">First byte of the record's JSON value.</param>
/// <param name="Length">Length of the value in bytes.</param>
public readonly record struct RecordExtent(int Offset, int Length);
