using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;

namespace Weir.Server.Commands;

/// <summary>A document as the ledger would get it.</summary>
/// <param name="Key">Its key; null if the record has none.</param>
/// <param name="Record">Its content.</param>
/// <param name="Rejected">The rule that dropped it before the ledger, or null.</param>
internal sealed record PreviewDocument(string? Key, JsonElement Record, string? Rejected = null);

/// <summary>Takes records through the nodes before the ledger, as if they were a whole slice.</summary>
internal static class StagePreview
{
    public static IReadOnlyList<PreviewDocument> Documents(
        FlowPlan plan,
        RunVariables variables,
        IReadOnlyList<(string? Key, JsonElement Record)> records
    )
    {
        var documents = records
            .Where(r => r.Key is null || plan.Stages.Count == 0)
            .Select(r => new PreviewDocument(r.Key, r.Record))
            .ToList();
        if (plan.Stages.Count == 0)
            return documents;
        var spool = Path.Combine(Path.GetTempPath(), $"weir-preview-{Environment.ProcessId}");
        try
        {
            using var stages = new StageChain(plan.Stages, new StageSetup(new MapContext(variables, _ => { }), spool));
            foreach (var record in stages.Page(records.Where(r => r.Key is not null).Select(Staged)).Concat(stages.Rest()))
                if (!record.IsPageEnd)
                    documents.Add(
                        new PreviewDocument(Encoding.UTF8.GetString(record.Key.Span), JsonElement.Parse(record.Json.Span), record.Rejected)
                    );
        }
        finally
        {
            if (Directory.Exists(spool))
                Directory.Delete(spool, recursive: true);
        }
        return documents;
    }

    private static StageRecord Staged((string? Key, JsonElement Record) record) =>
        new(JsonMarshal.GetRawUtf8Value(record.Record).ToArray(), Encoding.UTF8.GetBytes(record.Key!), Rejected: null);
}
