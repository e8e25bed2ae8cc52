using System.Text;
using System.Text.Json;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Flows.Stages;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Reconciling;

/// <summary>A document of the source.</summary>
/// <param name="Key">Its key.</param>
/// <param name="KeyHash">Hash of stream and key.</param>
/// <param name="Content">Hash of its content.</param>
/// <param name="Record">The record.</param>
internal sealed record SourceDocument(string Key, long KeyHash, long Content, byte[] Record);

/// <summary>Reads what a source has in a period, through the nodes before the ledger, and stores nothing.</summary>
internal sealed class SourceDocuments(EngineServices services, FlowPlan plan, int stream, RunVariables variables, ConnectionPermits permits)
{
    private readonly HashSet<long> _seen = [];
    private readonly string _connection = plan.Source.As<SourceSettings>().Connection;
    private readonly PageParser _parser = new(stream, plan.KeyPath, plan.Source.As<SourceSettings>().Ignore);

    /// <summary>Records that the source gave so far.</summary>
    public long Read { get; private set; }

    /// <summary>The documents, each key once: of several the one that was read first. What is rejected before the ledger is not among them.</summary>
    /// <exception cref="ConnectorException">The source cannot be read.</exception>
    public async IAsyncEnumerable<SourceDocument> ReadAsync(
        SourceSlice slice,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var source = plan.OpenSource(services.Connections, variables);
        using var documents =
            plan.Stages.Count == 0
                ? null
                : new SliceDocuments(plan, stream, new StageSetup(new MapContext(variables, _ => { }), services.Ledger.SpoolPath));
        string? cursor = null;
        do
        {
            var at = cursor;
            var page = await permits.CallAsync(_connection, plan.Flow.Name, token => source.ReadAsync(slice, at, token), cancellationToken);
            using var records = page.Records;
            Read += records.Count;
            ParsedPage parsed;
            try
            {
                parsed = _parser.Parse(records);
            }
            catch (JsonException e)
            {
                throw new ConnectorException(ErrorKind.Transient, $"Reading {plan.Operation.Label}: {e.Message}", e) { Code = "malformed" };
            }
            if (documents is null)
                foreach (var document in Of(new DocumentPage(records, parsed, IsLast: true)))
                    yield return document;
            else
                foreach (var made in documents.Page(records, parsed))
                    using (made.Records)
                        foreach (var document in Of(made))
                            yield return document;
            if (page.Next is not null && string.Equals(page.Next, cursor, StringComparison.Ordinal))
                throw new ConnectorException(
                    ErrorKind.Config,
                    $"Reading {plan.Operation.Label}: the source gives the same cursor '{cursor}' again: it does not page as it should."
                );
            cursor = page.Next;
        } while (cursor is not null);
        if (documents?.HoldsSlice == true)
            foreach (var made in documents.Rest())
                using (made.Records)
                    foreach (var document in Of(made))
                        yield return document;
    }

    private IEnumerable<SourceDocument> Of(DocumentPage page)
    {
        foreach (var record in page.Parsed.Records)
            if (!page.Parsed.Rejected.ContainsKey(record.Index) && _seen.Add(record.KeyHash))
                yield return new SourceDocument(
                    Encoding.UTF8.GetString(page.Parsed.Keys.Span.Slice(record.KeyOffset, record.KeyLength)),
                    record.KeyHash,
                    record.Content,
                    page.Records[record.Index].ToArray()
                );
    }
}
