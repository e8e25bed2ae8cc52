using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>Where a document stands in Kingdee (FDocumentStatus, reference §7).</summary>
internal readonly record struct KingdeeState(string Status, string? Number);

/// <summary>Walks documents through the states of reference §7: A/D/Z –Submit→ B –Audit→ C, and back.</summary>
internal sealed class KingdeeStates(KingdeeClient client, KingdeeSaveSettings settings)
{
    private const int Chunk = 200;

    /// <summary>The states of documents by id; one that is missing in the answer is missing in Kingdee.</summary>
    public async Task<Dictionary<string, KingdeeState>> QueryAsync(
        IReadOnlyCollection<string> ids,
        KingdeeKeys keys,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var states = new Dictionary<string, KingdeeState>(StringComparer.Ordinal);
        foreach (var chunk in ids.Distinct(StringComparer.Ordinal).Chunk(Chunk))
        {
            var values = chunk.Select(id => KingdeeJson.IsNumber(id) ? id : KingdeeQuery.Quote(id));
            var question = new KingdeeQuestion(
                settings.FormId,
                [keys.Pk, keys.Number, "FDocumentStatus"],
                $"{keys.Pk} IN ({string.Join(",", values)})"
            )
            {
                Order = $"{keys.Pk} ASC",
            };
            foreach (var row in await KingdeeQuery.RowsAsync(client, question, trace, cancellationToken))
                if (row[0] is { } id)
                    states[id] = new KingdeeState(row[2] ?? "", row[1]);
        }
        return states;
    }

    /// <summary>Submits and audits; returns an error for each document that is not audited afterwards.</summary>
    public async Task<Dictionary<string, DeliveryError>> CompleteAsync(
        IReadOnlyDictionary<string, KingdeeState> states,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var errors = new Dictionary<string, DeliveryError>(StringComparer.Ordinal);
        var submit = states.Where(s => s.Value.Status is not ("B" or "C")).Select(s => s.Key).ToArray();
        await RunAsync("Submit", submit, errors, trace, cancellationToken);
        var audit = states.Where(s => s.Value.Status is not "C" && !errors.ContainsKey(s.Key)).Select(s => s.Key).ToArray();
        await RunAsync("Audit", audit, errors, trace, cancellationToken);
        return errors;
    }

    /// <summary>Makes documents editable: C → UnAudit, B → CancelAssign; returns an error for each that stays locked.</summary>
    public async Task<Dictionary<string, DeliveryError>> OpenAsync(
        IReadOnlyDictionary<string, KingdeeState> states,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var errors = new Dictionary<string, DeliveryError>(StringComparer.Ordinal);
        var audited = states.Where(s => s.Value.Status is "C").Select(s => s.Key).ToArray();
        await RunAsync("UnAudit", audited, errors, trace, cancellationToken);
        var submitted = states.Where(s => s.Value.Status is "B").Select(s => s.Key).ToArray();
        await RunAsync("CancelAssign", submitted, errors, trace, cancellationToken);
        return errors;
    }

    private async Task RunAsync(
        string operation,
        string[] ids,
        Dictionary<string, DeliveryError> errors,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        if (ids.Length == 0)
            return;
        try
        {
            using var reply = await client.CallAsync(Call(operation, ids), trace, cancellationToken);
            if (reply.Status is not { } status)
                throw KingdeeQuery.NotRows(Call(operation, ids), "no Result");
            Read(operation, status, ids, errors);
        }
        catch (ConnectorException e)
        {
            // The documents themselves are saved; their outcomes must not be lost with this call.
            foreach (var id in ids)
                errors[id] = new DeliveryError(e.Kind, e.Code, KingdeeErrors.Clip(e.VendorText ?? e.Message));
        }
    }

    /// <summary>The call that moves documents by id (§5.3).</summary>
    public KingdeeCall Call(string operation, IEnumerable<string> ids) =>
        new(
            operation,
            settings.FormId,
            KingdeeJson.Object(w =>
            {
                w.WriteString("formid"u8, settings.FormId);
                w.WriteStartObject("data"u8);
                w.WriteString("Ids"u8, string.Join(",", ids));
                if (settings.InterationFlags.Length > 0 && operation is "Audit" or "UnAudit")
                    w.WriteString("InterationFlags"u8, settings.InterationFlags);
                w.WriteEndObject();
            }),
            Writes: true
        );

    /// <summary>Successes are matched by id, since DIndex of these calls is documented for Save only; errors by DIndex.</summary>
    private static void Read(string operation, KingdeeStatus status, string[] ids, Dictionary<string, DeliveryError> errors)
    {
        var done = status.Entities.Select(e => e.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (status is { IsSuccess: true, Errors.Count: 0, Entities.Count: 0 })
            return;
        for (var i = 0; i < ids.Length; i++)
        {
            if (done.Contains(ids[i]))
                continue;
            var own = status.Errors.Where(e => e.Index == i || e.Index is null || ids.Length == 1).Select(e => e.Message).ToArray();
            var text = string.Join("；", own);
            // Audited already is what was wanted (§4.2).
            if (operation is "Audit" && text.Contains("已经审核", StringComparison.Ordinal))
                continue;
            errors[ids[i]] =
                own.Length > 0 ? KingdeeVerdicts.Error(status.MsgCode, $"{operation}: {text}") : KingdeeVerdicts.Unmentioned(status);
        }
    }
}
