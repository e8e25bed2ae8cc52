namespace Weir.Engine.Reconciling;

/// <summary>What is compared.</summary>
/// <param name="From">Low end of the source's window.</param>
/// <param name="To">High end.</param>
/// <param name="Fields">Paths in the target's documents whose values are compared too; of a list the sums.</param>
/// <param name="Redrive">True: what is missing or different is delivered again, where that is safe.</param>
public sealed record ReconcileOrder(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Fields, bool Redrive);

/// <summary>What is found of a document.</summary>
public enum Finding
{
    /// <summary>The target does not have it.</summary>
    Missing,

    /// <summary>The target has it, but left half-way.</summary>
    Incomplete,

    /// <summary>The target has more than one with its identity.</summary>
    Copies,

    /// <summary>A field has another value there.</summary>
    Different,

    /// <summary>It cannot be mapped, so nobody can say what the target should have.</summary>
    Unmapped,
}

/// <summary>What became of a finding when it was to be delivered again.</summary>
public enum Redriven
{
    /// <summary>It was not asked for.</summary>
    No,

    /// <summary>It is new in the ledger and is delivered.</summary>
    Accepted,

    /// <summary>It was failed or held and goes out again.</summary>
    Released,

    /// <summary>A new revision with the same content was made: the target gets it as an update.</summary>
    Updated,

    /// <summary>It is on its way already.</summary>
    UnderWay,

    /// <summary>Left to a person: it was delivered and is gone, exists twice, cannot be mapped, or a rule rejects it.</summary>
    Left,
}

/// <summary>One row of the report: a document that is not as it should be, or one field of it.</summary>
/// <param name="Target">Id of the target's node.</param>
/// <param name="Key">Key of the document.</param>
/// <param name="Identity">Value of the identity field; null if it has none.</param>
/// <param name="Finding">What is wrong.</param>
/// <param name="Field">The field, with <see cref="Finding.Different"/>.</param>
/// <param name="Source">Its value as the source gives it; the reason, with <see cref="Finding.Unmapped"/>.</param>
/// <param name="InTarget">Its value in the target.</param>
/// <param name="Ledger">State of the latest delivery; null if the ledger does not know the document.</param>
/// <param name="TargetId">The target's id as the ledger knows it.</param>
/// <param name="Redriven">What became of it.</param>
public sealed record ReconcileRow(
    string Target,
    string Key,
    string? Identity,
    Finding Finding,
    string? Field,
    string? Source,
    string? InTarget,
    string? Ledger,
    string? TargetId,
    Redriven Redriven
);

/// <summary>Counts of one target.</summary>
public sealed class TargetTally
{
    /// <summary>Id of the target's node.</summary>
    public required string Target { get; init; }

    /// <summary>Documents that the target should have.</summary>
    public long Expected { get; set; }

    /// <summary>Documents that are in the target as they should be.</summary>
    public long Matched { get; set; }

    /// <summary>Documents that it does not have.</summary>
    public long Missing { get; set; }

    /// <summary>Documents that were left half-way.</summary>
    public long Incomplete { get; set; }

    /// <summary>Documents that it has more than once.</summary>
    public long Copies { get; set; }

    /// <summary>Documents with a field that differs.</summary>
    public long Different { get; set; }

    /// <summary>Documents that a rule keeps from it.</summary>
    public long Filtered { get; set; }

    /// <summary>Documents that cannot be mapped.</summary>
    public long Unmapped { get; set; }

    /// <summary>Documents that are delivered again.</summary>
    public long Redriven { get; set; }

    /// <summary>For each field that holds numbers only, the sum over all documents compared on either side.</summary>
    public SortedDictionary<string, FieldSum> Sums { get; } = new(StringComparer.Ordinal);
}

/// <summary>Sums of a field on both sides, over the documents that both have.</summary>
/// <param name="Source">As the source gives it.</param>
/// <param name="InTarget">As the target has it.</param>
public sealed record FieldSum(decimal Source, decimal InTarget);

/// <summary>What a reconciliation found.</summary>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Read">Records that the source gave.</param>
/// <param name="Documents">Documents that came of them, each key once.</param>
/// <param name="Targets">Counts of each target.</param>
public sealed record ReconcileResult(string Flow, long Read, long Documents, IReadOnlyList<TargetTally> Targets)
{
    /// <summary>True if every target has what it should.</summary>
    public bool IsClean => Targets.All(t => t.Expected == t.Matched && t.Unmapped == 0);
}
