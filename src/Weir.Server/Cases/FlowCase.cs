using System.Text.Json;
using Weir.Engine.Flows;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;

namespace Weir.Server.Cases;

/// <summary>A case that was read: the flow with the case's tables, what comes in, and what is expected.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Flow">The flow.</param>
/// <param name="KeyPath">Path of the key in a source record.</param>
/// <param name="Variables">Time and parameters.</param>
/// <param name="Records">What the source gives.</param>
/// <param name="Rows">What lookups find, by node.</param>
/// <param name="Operations">Operation of each target, by node.</param>
/// <param name="Expect">What is expected, by target.</param>
internal sealed record FlowCase(
    string Name,
    FlowDefinition Flow,
    string KeyPath,
    RunVariables Variables,
    IReadOnlyList<JsonElement> Records,
    IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> Rows,
    IReadOnlyDictionary<string, OperationDescriptor> Operations,
    IReadOnlyDictionary<string, ExpectSettings> Expect
);
