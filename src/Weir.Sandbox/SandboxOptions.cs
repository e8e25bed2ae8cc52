namespace Weir.Sandbox;

/// <summary>How much the simulated vendors hold at the start. Everything else is a setting that the control API can change.</summary>
public sealed record SandboxOptions
{
    /// <summary>Rows of each list of 植隆; the rows are computed from their index, so a million is affordable.</summary>
    public int Agents { get; init; } = 2000;

    /// <summary>Orders of the web shop.</summary>
    public int Orders { get; init; } = 200;

    /// <summary>The same seed gives the same rows, and the same faults.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The moment at which the generated rows end; null = when the sandbox starts. The same moment gives the same rows after a restart.</summary>
    public DateTimeOffset? Anchor { get; init; }
}
