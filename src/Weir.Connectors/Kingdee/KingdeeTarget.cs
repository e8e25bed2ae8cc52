using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>Saves documents of one form: BatchSave, or Save one by one (reference §5.2, §7, §9.3).</summary>
internal sealed class KingdeeTarget(KingdeeClient client, KingdeeSaveSettings settings, KingdeeMetadata metadata, bool single)
    : ITarget,
        IReadBack
{
    private const int ReadBackChunk = 200;
    private readonly KingdeeSaving _saving = new(client, settings, single);
    private static readonly WriteIntent[] Order = [WriteIntent.Create, WriteIntent.Update, WriteIntent.Complete];

    private readonly KingdeeLookup _lookup = new(client, settings);

    public TargetLimits Limits => new(single ? 1 : settings.BatchRows, settings.BatchBytes);

    public string? IdentityField => settings.IdentityField;

    // Nothing in Kingdee recognises a repeat (§8), so a document that cannot be asked for waits for a person.
    public DoubtPolicy DoubtPolicy => DoubtPolicy.Hold;

    public Task<IReadOnlyList<FieldDescription>> DescribeAsync(CancellationToken cancellationToken) =>
        metadata.DescribeAsync(settings.Fields, cancellationToken);

    public IReadOnlyList<RequestPreview> Preview(IReadOnlyList<TargetDocument> batch)
    {
        var keys = metadata.KnownKeys(settings);
        return
        [
            .. Groups(batch)
                .SelectMany(g =>
                {
                    var documents = g.Rows.Select(i => batch[i]).ToArray();
                    return g.Intent == WriteIntent.Complete ? _saving.CompleteCalls(documents) : [_saving.Call(documents, keys)];
                })
                .Select(client.Preview),
        ];
    }

    public async Task<WriteAnswer> WriteAsync(IReadOnlyList<TargetDocument> batch, CancellationToken cancellationToken)
    {
        var trace = new List<Exchange>();
        var outcomes = new Outcome[batch.Count];
        try
        {
            var keys = await metadata.KeysAsync(settings, cancellationToken);
            foreach (var (place, group) in Groups(batch).Index())
                await RunAsync(batch, group, outcomes, keys, first: place == 0, trace, cancellationToken);
        }
        catch (ConnectorException e)
        {
            e.Exchanges = trace;
            throw;
        }
        return KingdeeAnswerRows.Of(outcomes, trace);
    }

    public async Task<IReadOnlyList<FoundDocument>> FindAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken)
    {
        var keys = await metadata.KeysAsync(settings, cancellationToken);
        return await _lookup.FindAsync(identities, keys, trace: null, cancellationToken);
    }

    public async Task<IReadOnlyList<ReadBackRow>> ReadBackAsync(
        IReadOnlyList<string> identities,
        IReadOnlyList<string> fields,
        string? list,
        CancellationToken cancellationToken
    )
    {
        // A query names a field of a line by its own key (§6.1); the rows of a document are its lines then.
        var keys = fields.Select(field => list is null ? field : field[(list.Length + 1)..]);
        var pk = (await metadata.KeysAsync(settings, cancellationToken)).Pk;
        var rows = new List<ReadBackRow>();
        foreach (var chunk in identities.Distinct(StringComparer.Ordinal).Chunk(ReadBackChunk))
        {
            var question = new KingdeeQuestion(settings.FormId, [settings.Identity!, .. keys], KingdeeQuery.In(settings.Identity!, chunk))
            {
                Order = $"{pk} ASC",
                SubSystemId = settings.SubSystemId,
            };
            foreach (var row in await KingdeeQuery.RowsAsync(client, question, trace: null, cancellationToken))
                rows.Add(new ReadBackRow((row[0] ?? "").Trim(), row[1..]));
        }
        return rows;
    }

    /// <summary>New documents go first, then changed ones, then those to be completed; Save takes them one by one.</summary>
    private IEnumerable<(WriteIntent Intent, int[] Rows)> Groups(IReadOnlyList<TargetDocument> batch)
    {
        foreach (var intent in Order)
        {
            var rows = Enumerable.Range(0, batch.Count).Where(i => batch[i].Intent == intent).ToArray();
            if (rows.Length == 0)
                continue;
            if (single)
                foreach (var row in rows)
                    yield return (intent, [row]);
            else
                yield return (intent, rows);
        }
    }

    /// <summary>
    /// The first group may fail as a whole, for then nothing was done. A later one may not: it would take the outcomes of those before it along.
    /// </summary>
    private async Task RunAsync(
        IReadOnlyList<TargetDocument> batch,
        (WriteIntent Intent, int[] Rows) group,
        Outcome[] outcomes,
        KingdeeKeys keys,
        bool first,
        List<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var documents = group.Rows.Select(i => batch[i]).ToArray();
        try
        {
            var found = group.Intent switch
            {
                WriteIntent.Create => await _saving.CreateAsync(documents, keys, trace, cancellationToken),
                WriteIntent.Update => await _saving.UpdateAsync(documents, keys, trace, cancellationToken),
                _ => await _saving.CompleteAsync(documents, keys, trace, cancellationToken),
            };
            foreach (var (place, row) in group.Rows.Index())
                outcomes[row] = found[place];
        }
        catch (ConnectorException e) when (!first && e.Kind == ErrorKind.Rejected && group.Rows.Length > 1)
        {
            var half = group.Rows.Length / 2;
            await RunAsync(batch, (group.Intent, group.Rows[..half]), outcomes, keys, first, trace, cancellationToken);
            await RunAsync(batch, (group.Intent, group.Rows[half..]), outcomes, keys, first, trace, cancellationToken);
        }
        catch (ConnectorException e) when (!first)
        {
            var text = e.VendorText ?? e.Message;
            var error = new DeliveryError(e.Kind, e.Code, KingdeeErrors.Clip(text), KingdeeErrors.Find(e.Code, text)?.Advice);
            foreach (var row in group.Rows)
                outcomes[row] = Outcome.Failed(error, batch[row].TargetId);
        }
    }
}
