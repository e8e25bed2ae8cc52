namespace Weir.Storage.Embedded.Search;

/// <summary>What the index takes from a delivery of the ledger.</summary>
/// <param name="State">Its state, as stored; 0 without a row.</param>
/// <param name="At">When it was written.</param>
/// <param name="Kind">Kind of its error.</param>
/// <param name="Code">Code of its error.</param>
/// <param name="Text">Text of its error; null if it has none.</param>
/// <param name="Advice">Advice about it.</param>
/// <param name="TargetId">The target's id.</param>
/// <param name="TargetNumber">The target's number.</param>
internal readonly record struct DeliveryRow(
    int State,
    long At,
    int Kind,
    string? Code,
    string? Text,
    string? Advice,
    string? TargetId,
    string? TargetNumber
)
{
    public const string Columns = "v.state, v.at, v.kind, v.code, v.text, v.advice, v.target_id, v.target_number";

    /// <summary>Reads it from <see cref="Columns"/>, which begin at a column.</summary>
    public static DeliveryRow From(SqliteDb.Statement row, int first) =>
        new(
            row.Int(first),
            row.Long(first + 1),
            row.Int(first + 2),
            row.TextOrNull(first + 3),
            row.IsNull(first + 2) ? null : row.TextOrNull(first + 4),
            row.TextOrNull(first + 5),
            row.TextOrNull(first + 6),
            row.TextOrNull(first + 7)
        );
}
