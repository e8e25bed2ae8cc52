using Weir.Engine.Flows.Parameters;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;

namespace Weir.Engine.Runtime;

/// <summary>What readers and lanes of a run share; small enough to travel in a grain message.</summary>
[GenerateSerializer, Immutable]
public sealed record RunContext(
    string Flow,
    FlowHandle Handle,
    long Run,
    string Trigger,
    DateTimeOffset? WindowFrom,
    DateTimeOffset WindowTo,
    string? Parameters = null,
    bool ReadsAside = false
)
{
    /// <summary>Who writes.</summary>
    public Fence Fence => new(Handle.Flow, Handle.Epoch);

    /// <summary>The run's variables in a zone.</summary>
    public RunVariables Variables(TimeZoneInfo zone) => new(WindowFrom, WindowTo, zone) { Parameters = RunParameters.Parse(Parameters) };
}
