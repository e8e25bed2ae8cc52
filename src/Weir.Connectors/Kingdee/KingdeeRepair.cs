using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>What comes after the save of new documents, so that none is left half-way and none goes out twice.</summary>
internal sealed class KingdeeRepair(KingdeeClient client, KingdeeSaveSettings settings)
{
    private readonly KingdeeStates _states = new(client, settings);
    private readonly KingdeeLookup _lookup = new(client, settings);

    /// <summary>
    /// A refused document may be in Kingdee all the same: saved and then refused by the audit (§5.2), or written by a call whose answer was
    /// lost (§9.3 step 4). Sending it again would double it, so those with an identity are looked up.
    /// </summary>
    public async Task CheckRefusedAsync(
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
    public async Task CompleteSavedAsync(
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

    /// <summary>Refusals of a whole call that came from the application, which commits each document alone (§5.2).</summary>
    public bool MayHaveSaved(ConnectorException e) =>
        !string.IsNullOrEmpty(settings.Identity)
        && settings.AutoSubmitAndAudit
        && e.Kind is ErrorKind.Transient or ErrorKind.Rejected
        && e.Code is { } code
        && (code.StartsWith("MsgCode", StringComparison.Ordinal) || code is "response_error");

    private static bool IsDuplicate(DeliveryError error) => error.Text.Contains("违反字段唯一性要求", StringComparison.Ordinal);

    /// <summary>After a create, whatever may pass by itself is asked for first: sending the document again would double it.</summary>
    private static DeliveryError AskFirst(DeliveryError error) =>
        error.Kind is ErrorKind.Transient or ErrorKind.RateLimited or ErrorKind.Unknown ? error with { Kind = ErrorKind.InDoubt } : error;
}
