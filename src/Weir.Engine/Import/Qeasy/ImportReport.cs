namespace Weir.Engine.Import.Qeasy;

/// <summary>What became of a piece of a scheme.</summary>
public enum ImportOutcome
{
    /// <summary>It is in the flow.</summary>
    Converted,

    /// <summary>It is in the flow or beside it, and a person must decide something.</summary>
    Decision,

    /// <summary>It is not in the flow.</summary>
    Unsupported,
}

/// <summary>One line of a report.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Place">Where it stands in the scheme.</param>
/// <param name="Text">What was done, or what is to be decided or missing; in Chinese.</param>
/// <param name="Original">The original text, or null.</param>
/// <param name="Recommendation">With a decision: what we would do.</param>
public sealed record ImportItem(ImportOutcome Outcome, string Place, string Text, string? Original = null, string? Recommendation = null);

/// <summary>A field of the target in the table of the report.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Label">Its label.</param>
/// <param name="Original">Its value in the scheme.</param>
/// <param name="Result">Its value in the flow; null when it is not in it.</param>
public sealed record ImportField(string Field, string? Label, string? Original, string? Result);

/// <summary>Everything a person should know about an imported scheme.</summary>
public sealed class ImportReport
{
    private readonly List<ImportItem> _items = [];

    /// <summary>All lines.</summary>
    public IReadOnlyList<ImportItem> Items => _items;

    /// <summary>Fields of the target.</summary>
    public List<ImportField> Fields { get; } = [];

    /// <summary>Lines of one outcome.</summary>
    public IEnumerable<ImportItem> Of(ImportOutcome outcome) => _items.Where(item => item.Outcome == outcome);

    /// <summary>How many lines have an outcome.</summary>
    public int Count(ImportOutcome outcome) => _items.Count(item => item.Outcome == outcome);

    internal void Converted(string place, string text, string? original = null) =>
        _items.Add(new ImportItem(ImportOutcome.Converted, place, text, original));

    internal void Decide(string place, string text, string recommendation, string? original = null) =>
        _items.Add(new ImportItem(ImportOutcome.Decision, place, text, original, recommendation));

    internal void Unsupported(string place, string text, string? original) =>
        _items.Add(new ImportItem(ImportOutcome.Unsupported, place, text, original));
}
