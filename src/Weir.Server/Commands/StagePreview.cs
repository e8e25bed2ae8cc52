using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Mapping;

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
        IReadOnlyList<FlowNode> stages,
        RunVariables variables,
        IReadOnlyList<(string? Key, JsonElement Record)> records
    )
    {
        var documents = records.Where(r => r.Key is null || stages.Count == 0).Select(r => new PreviewDocument(r.Key, r.Record)).ToList();
        if (stages.Count == 0)
            return documents;
        var spool = Directory.CreateTempSubdirectory("weir-preview-").FullName;
        try
        {
            using var chain = new StageChain(stages, new StageSetup(new MapContext(variables, _ => { }), spool));
            foreach (var record in chain.Page(records.Where(r => r.Key is not null).Select(Staged)).Concat(chain.Rest()))
                if (!record.IsPageEnd)
                    documents.Add(
                        new PreviewDocument(Encoding.UTF8.GetString(record.Key.Span), JsonElement.Parse(record.Json.Span), record.Rejected)
                    );
        }
        finally
        {
            Directory.Delete(spool, recursive: true);
        }
        return documents;
    }

    private static StageRecord Staged((string? Key, JsonElement Record) record) =>
        new(JsonMarshal.GetRawUtf8Value(record.Record).ToArray(), Encoding.UTF8.GetBytes(record.Key!), Rejected: null);
}
