using Weir.Engine.Ledger;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Runtime;

/// <summary>A document on its way out: what the ledger says of it and what is sent.</summary>
internal readonly record struct MappedDocument(LaneDocument Document, TargetDocument Body);
