using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>Carries out one group of documents with the same intent, from the first query to the last audit.</summary>
internal sealed class KingdeeSaving(KingdeeClient client, KingdeeSaveSettings settings, bool single)
{
    private readonly KingdeeRequest _request = new(settings);
    private readonly KingdeeStates _states = new(client, settings);
    private readonly KingdeeRepair _repair = new(client, settings);

    /// <summary>The save of a group as it would be sent; Save takes one document.</summary>
    public KingdeeCall Call(IReadOnlyList<TargetDocument> documents, KingdeeKeys keys) =>
        single
            ? new KingdeeCall("Save", settings.FormId, _request.Single(documents[0], keys.Pk), Writes: true)
            : new KingdeeCall("BatchSave", settings.FormId, _request.Batch(documents, keys.Pk), Writes: true);

    /// <summary>Submit and Audit as they would be sent.</summary>
    public IEnumerable<KingdeeCall> CompleteCalls(IReadOnlyList<TargetDocument> documents)
    {
        var ids = documents.Select(d => d.TargetId ?? "").ToArray();
        return [_states.Call("Submit", ids), _states.Call("Audit", ids)];
    }

    /// <summary>New documents: one save, then what it left half-way is completed.</summary>
    /// <exception cref="ConnectorException">The save failed as a whole.</exception>
    public async Task<Outcome[]> CreateAsync(
        IReadOnlyList<TargetDocument> documents,
        KingdeeKeys keys,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        Outcome[] outcomes;
        try
        {
            outcomes = await SaveAsync(documents, keys, trace, cancellationToken);
            await _repair.CheckRefusedAsync(documents, outcomes, keys, trace, cancellationToken);
        }
        catch (ConnectorException e) when (_repair.MayHaveSaved(e))
        {
            // "Nothing was saved" is what the answer implies, not what it says: if a document is there, the batch must not go out again.
            var refused = Outcome.Failed(
                new DeliveryError(e.Kind, e.Code, e.VendorText ?? e.Message, KingdeeErrors.Find(e.Code, e.Message)?.Advice)
            );
            outcomes = [.. documents.Select(_ => refused)];
            await _repair.CheckRefusedAsync(documents, outcomes, keys, trace, cancellationToken);
            if (Array.TrueForAll(outcomes, o => o == refused))
                throw;
        }
        if (settings.AutoSubmitAndAudit)
            await _repair.CompleteSavedAsync(outcomes, keys, trace, cancellationToken);
        return outcomes;
    }

    /// <summary>Documents that are in Kingdee: made editable, saved under their id, audited again (reference §9.3 step 3).</summary>
    /// <exception cref="ConnectorException">A call failed as a whole.</exception>
    public async Task<Outcome[]> UpdateAsync(
        IReadOnlyList<TargetDocument> documents,
        KingdeeKeys keys,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new Outcome[documents.Count];
        var states = await _states.QueryAsync([.. documents.Select(Id)], keys, trace, cancellationToken);
        var locked = await _states.OpenAsync(states, trace, cancellationToken);
        var open = new List<int>();
        for (var i = 0; i < documents.Count; i++)
        {
            var id = Id(documents[i]);
            if (!states.TryGetValue(id, out var state))
                outcomes[i] = Gone(id);
            else if (locked.TryGetValue(id, out var error))
                outcomes[i] = Outcome.Failed(error, id, state.Number);
            else
                open.Add(i);
        }
        if (open.Count == 0)
            return outcomes;
        var saved = await UpdateOpenAsync([.. open.Select(i => documents[i])], states, keys, trace, cancellationToken);
        for (var i = 0; i < open.Count; i++)
            outcomes[open[i]] = saved[i];
        return outcomes;
    }

    /// <summary>Documents that have the right content but were not audited.</summary>
    /// <exception cref="ConnectorException">The query of their states failed.</exception>
    public async Task<Outcome[]> CompleteAsync(
        IReadOnlyList<TargetDocument> documents,
        KingdeeKeys keys,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var states = await _states.QueryAsync([.. documents.Select(Id)], keys, trace, cancellationToken);
        var errors = await _states.CompleteAsync(states, trace, cancellationToken);
        return
        [
            .. documents.Select(d =>
                !states.TryGetValue(Id(d), out var state) ? Gone(Id(d))
                : errors.TryGetValue(Id(d), out var error) ? Outcome.Failed(error, Id(d), state.Number)
                : Outcome.Ok(Id(d), state.Number)
            ),
        ];
    }

    /// <summary>One save. A document that was saved with errors comes back as failed with its id.</summary>
    private async Task<Outcome[]> SaveAsync(
        IReadOnlyList<TargetDocument> documents,
        KingdeeKeys keys,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var call = Call(documents, keys);
        using var reply = await client.CallAsync(call, trace, cancellationToken);
        if (reply.Status is not { } status)
            throw new ConnectorException(ErrorKind.Unknown, $"{call.Attempted}: the answer has no Result.")
            {
                VendorText = reply.Answer.Text(),
            };
        var verdicts = KingdeeVerdicts.Read(call.Attempted, status, documents.Count);
        return
        [
            .. verdicts.Select(v =>
                v is { Saved: false, Error: null } ? Outcome.Failed(KingdeeVerdicts.Unmentioned(status))
                : !v.Saved ? Outcome.Failed(v.Error!)
                : v.Error is null || !settings.AutoSubmitAndAudit ? Outcome.Ok(v.Id, v.Number)
                : Outcome.Failed(v.Error, v.Id, v.Number)
            ),
        ];
    }

    private async Task<Outcome[]> UpdateOpenAsync(
        IReadOnlyList<TargetDocument> documents,
        Dictionary<string, KingdeeState> states,
        KingdeeKeys keys,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        Outcome[] outcomes;
        try
        {
            outcomes = await SaveAsync(documents, keys, trace, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind is ErrorKind.InDoubt or ErrorKind.Unknown && documents.All(IsRepeatable))
        {
            // Saving the same content under the same id twice is the same as once; the ids tell the engine that it need not ask first.
            var error = new DeliveryError(ErrorKind.InDoubt, e.Code, KingdeeErrors.Clip(e.VendorText ?? e.Message));
            return [.. documents.Select(d => Outcome.Failed(error, Id(d), states[Id(d)].Number))];
        }
        var open = Enumerable
            .Range(0, outcomes.Length)
            .Where(i => !outcomes[i].Delivered || (!settings.AutoSubmitAndAudit && WasAudited(states[Id(documents[i])])))
            .ToArray();
        if (open.Length > 0)
            await CompleteOpenAsync(documents, open, outcomes, states, keys, trace, cancellationToken);
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = outcomes[i] with
            {
                TargetId = Id(documents[i]),
                TargetNumber = outcomes[i].TargetNumber ?? states[Id(documents[i])].Number,
            };
        return outcomes;
    }

    /// <summary>What was saved without an audit is audited; what could not be saved too if it was before, so that it is found as it was.</summary>
    private async Task CompleteOpenAsync(
        IReadOnlyList<TargetDocument> documents,
        int[] open,
        Outcome[] outcomes,
        Dictionary<string, KingdeeState> before,
        KingdeeKeys keys,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var refused = open.Where(i => !outcomes[i].Delivered).Select(i => Id(documents[i])).ToArray();
        Dictionary<string, KingdeeState> now;
        try
        {
            now = refused.Length == 0 ? [] : await _states.QueryAsync(refused, keys, trace, cancellationToken);
        }
        catch (ConnectorException e)
        {
            // Nobody knows where they stand: they are saved again under their ids.
            var text = KingdeeErrors.Clip(e.VendorText ?? e.Message);
            foreach (var i in open)
                outcomes[i] = Outcome.Failed(new DeliveryError(ErrorKind.InDoubt, e.Code, text));
            return;
        }
        var again = new Dictionary<string, KingdeeState>(StringComparer.Ordinal);
        foreach (var i in open)
        {
            var id = Id(documents[i]);
            var state = now.TryGetValue(id, out var found) ? found : before[id] with { Status = "D" };
            // The document was open before, so only this save can have submitted it: what was refused then is the audit.
            var saved = settings.AutoSubmitAndAudit && (outcomes[i].TargetId is not null || state.Status is "B" or "C");
            if (saved)
                outcomes[i] = Outcome.Ok(id, state.Number);
            if (saved || WasAudited(before[id]))
                again[id] = state;
        }
        var errors = await _states.CompleteAsync(again, trace, cancellationToken);
        foreach (var i in open)
            if (outcomes[i].Delivered && errors.TryGetValue(Id(documents[i]), out var error))
                outcomes[i] = Outcome.Failed(error);
    }

    /// <summary>D was audited once (重新审核): a try that broke off after UnAudit left it so.</summary>
    private static bool WasAudited(KingdeeState state) => state.Status is "C" or "D";

    /// <summary>New entry rows would be added twice (§7), so only documents without lists, or whose lists replace the old ones.</summary>
    private bool IsRepeatable(TargetDocument document) => settings.IsDeleteEntry || !document.Body.Span.Contains((byte)'[');

    private static string Id(TargetDocument document) => document.TargetId ?? "";

    private static Outcome Gone(string id) =>
        Outcome.Failed(
            new DeliveryError(
                ErrorKind.Rejected,
                "gone",
                $"Document {id} is no longer in Kingdee.",
                "该单据已在金蝶中被删除：确认后清除主键映射，再作为新单据重推。"
            ),
            id
        );
}
