namespace Weir.Sandbox.Faults;

/// <summary>One line of the fault list. With neither probability nor everyNth it strikes on every matching call.</summary>
internal sealed record FaultRule
{
    /// <summary><c>zhilong</c>, <c>kingdee</c>, <c>shop</c>, <c>notify</c> or <c>*</c>.</summary>
    public string Vendor { get; init; } = "*";

    /// <summary>The operation as the vendor spells it (<c>BatchSave</c>, <c>agentInfo/list</c>), without regard to case, or <c>*</c>.</summary>
    public string Operation { get; init; } = "*";

    public required FaultKind Kind { get; init; }

    public double? Probability { get; init; }

    public int? EveryNth { get; init; }

    /// <summary>Strikes at most so often.</summary>
    public int? Times { get; init; }

    /// <summary>So many matching calls pass unharmed first.</summary>
    public int After { get; init; }

    /// <summary>Milliseconds for slow, lateCommit and clockSkew; seconds of Retry-After are derived from it.</summary>
    public int DelayMs { get; init; } = 1000;

    public int? Seed { get; init; }

    /// <summary>Text that trips requestFilter.</summary>
    public string Marker { get; init; } = "<script";

    /// <summary>Share of the packages that a package fault strikes; at least one is struck.</summary>
    public double Share { get; init; } = 0.3;

    public bool Matches(string vendor, string operation) => Same(Vendor, vendor) && Same(Operation, operation);

    private static bool Same(string pattern, string value) =>
        string.Equals(pattern, "*", StringComparison.Ordinal) || string.Equals(pattern, value, StringComparison.OrdinalIgnoreCase);
}
