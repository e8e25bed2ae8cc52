using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>Carries out one group of documents with the same intent, from the first query to the last audit.</summary>
internal sealed class KingdeeSaving(KingdeeClient client, KingdeeSaveSettings settings, bool single)
{
    private readonly KingdeeRequest _request = new(settings);
    private readonly KingdeeStates _states = new(client, settings);
    private readonly KingdeeLookup _lookup = new(client, settings);

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
            await CheckRefusedAsync(documents, outcomes, keys, trace, cancellationToken);
        }
        catch (ConnectorException e) when (MayHaveSaved(e))
        {
            // "Nothing was saved" is what the answer implies, not what it says: if a document is there, the batch must not go out again.
            var refused = Outcome.Failed(
                new DeliveryError(e.Kind, e.Code, e.VendorText ?? e.Message, KingdeeErrors.Find(e.Code, e.Message)?.Advice)
            );
            outcomes = [.. documents.Select(_ => refused)];
            await CheckRefusedAsync(documents, outcomes, keys, trace, cancellationToken);
            if (Array.TrueForAll(outcomes, o => o == refused))
                throw;
        }
        if (settings.AutoSubmitAndAudit)
            await CompleteSavedAsync(outcomes, keys, trace, cancellationToken);
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
                outcomes[i] = Outcome.Failed(Repeatable(error), id, state.Number);
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
                : errors.TryGetValue(Id(d), out var error) ? Outcome.Failed(Repeatable(error), Id(d), state.Number)
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

    /// <summary>
    /// A refused document may be in Kingdee all the same: saved and then refused by the audit (§5.2), or written by a call whose answer was
    /// lost (§9.3 step 4). Sending it again would double it, so those with an identity are looked up.
    /// </summary>
    private async Task CheckRefusedAsync(
        IReadOnlyList<TargetDocument> documents,
        Outcome[] outcomes,
        KingdeeKeys keys,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(settings.Identity))
            return;
        var refused = Enumerable
            .Range(0, outcomes.Length)
            .Where(i => outcomes[i] is { Delivered: false, TargetId: null, Error.Kind: not ErrorKind.InDoubt })
            .Where(i => !string.IsNullOrEmpty(documents[i].Identity))
            .Where(i => settings.AutoSubmitAndAudit || IsDuplicate(outcomes[i].Error!))
            .ToArray();
        if (refused.Length == 0)
            return;
        try
        {
            var found = await _lookup.FindAsync([.. refused.Select(i => documents[i].Identity!)], keys, trace, cancellationToken);
            foreach (var (place, i) in refused.Index())
                if (found[place] is { State: not FoundState.Missing } there)
                    outcomes[i] =
                        there.State == FoundState.Complete || IsDuplicate(outcomes[i].Error!)
                            ? Outcome.Failed(outcomes[i].Error! with { Kind = ErrorKind.InDoubt })
                            : outcomes[i] with
                            {
                                TargetId = there.TargetId,
                                TargetNumber = there.TargetNumber,
                            };
        }
        catch (ConnectorException e)
        {
            foreach (var i in refused)
                outcomes[i] = Outcome.Failed(
                    outcomes[i].Error! with
                    {
                        Kind = ErrorKind.InDoubt,
                        Text = KingdeeErrors.Clip($"{outcomes[i].Error!.Text} ({e.Message})"),
                    }
                );
        }
    }

    /// <summary>Submits and audits what was saved but not audited, at once.</summary>
    private async Task CompleteSavedAsync(
        Outcome[] outcomes,
        KingdeeKeys keys,
        ICollection<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var half = Enumerable.Range(0, outcomes.Length).Where(i => outcomes[i] is { Delivered: false, TargetId: not null }).ToArray();
        if (half.Length == 0)
            return;
        try
        {
            var states = await _states.QueryAsync([.. half.Select(i => outcomes[i].TargetId!)], keys, trace, cancellationToken);
            var errors = await _states.CompleteAsync(states, trace, cancellationToken);
            foreach (var i in half)
            {
                var (id, number) = (outcomes[i].TargetId!, outcomes[i].TargetNumber);
                if (errors.TryGetValue(id, out var error))
                    outcomes[i] = Outcome.Failed(AskFirst(error), id, number);
                else if (states.ContainsKey(id))
                    outcomes[i] = Outcome.Ok(id, number);
            }
        }
        catch (ConnectorException e)
        {
            foreach (var i in half)
                outcomes[i] = Outcome.Failed(
                    outcomes[i].Error! with
                    {
                        Kind = ErrorKind.InDoubt,
                        Text = KingdeeErrors.Clip($"{outcomes[i].Error!.Text} ({e.Message})"),
                    },
                    outcomes[i].TargetId,
                    outcomes[i].TargetNumber
                );
        }
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
            // Saving the same content under the same id twice is the same as once, and a lookup could not tell old content from new.
            throw new ConnectorException(ErrorKind.Transient, e.Message, e) { Code = e.Code, VendorText = e.VendorText };
        }
        var again = new Dictionary<string, KingdeeState>(StringComparer.Ordinal);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var id = Id(documents[i]);
            // D was audited once (重新审核): a try that broke off after UnAudit left it so.
            var audited = states[id].Status is "C" or "D";
            var whole = outcomes[i].Delivered && settings.AutoSubmitAndAudit;
            if (!whole && (audited || (outcomes[i].TargetId is not null && settings.AutoSubmitAndAudit)))
                again[id] = new KingdeeState("D", states[id].Number);
        }
        // What cannot be saved is audited again too, so that it is found as it was.
        var errors = await _states.CompleteAsync(again, trace, cancellationToken);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var id = Id(documents[i]);
            var number = outcomes[i].TargetNumber ?? states[id].Number;
            var failed = errors.GetValueOrDefault(id);
            outcomes[i] =
                outcomes[i].Delivered && failed is null ? Outcome.Ok(id, number)
                : outcomes[i] is { Delivered: false, TargetId: not null } && failed is null ? Outcome.Ok(id, number)
                : outcomes[i].Delivered ? Outcome.Failed(Repeatable(failed!), id, number)
                : Outcome.Failed(IsRepeatable(documents[i]) ? Repeatable(outcomes[i].Error!) : outcomes[i].Error!, id, number);
        }
        return outcomes;
    }

    /// <summary>Refusals of a whole call that came from the application, which commits each document alone (§5.2).</summary>
    private bool MayHaveSaved(ConnectorException e) =>
        !string.IsNullOrEmpty(settings.Identity)
        && settings.AutoSubmitAndAudit
        && e.Kind is ErrorKind.Transient or ErrorKind.Rejected
        && e.Code is { } code
        && (code.StartsWith("MsgCode", StringComparison.Ordinal) || code is "response_error");

    private static bool IsDuplicate(DeliveryError error) => error.Text.Contains("违反字段唯一性要求", StringComparison.Ordinal);

    /// <summary>After a create, whatever may pass by itself is asked for first: sending the document again would double it.</summary>
    private static DeliveryError AskFirst(DeliveryError error) =>
        error.Kind is ErrorKind.Transient or ErrorKind.RateLimited or ErrorKind.Unknown ? error with { Kind = ErrorKind.InDoubt } : error;

    /// <summary>What is done under an id may be done again.</summary>
    private static DeliveryError Repeatable(DeliveryError error) =>
        error.Kind is ErrorKind.InDoubt or ErrorKind.Unknown ? error with { Kind = ErrorKind.Transient } : error;

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
