using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>Sends documents: one a call, or a batch.</summary>
internal sealed class HttpTarget : ITarget
{
    private readonly HttpCaller _caller;
    private readonly SendSettings _settings;
    private readonly SendCalls _calls;
    private readonly SendOutcomes _outcomes;
    private readonly IdentityFinder? _finder;

    public HttpTarget(HttpCaller caller, BaseAddress address, ConnectionContext context, SuccessRule rule, SendSettings settings)
    {
        _caller = caller;
        _settings = settings;
        _calls = new SendCalls(address, context.Name, settings);
        _outcomes = new SendOutcomes(settings, _calls, rule);
        _finder = settings.Find is null ? null : new IdentityFinder(caller, address, context.Name, rule, settings.Find, settings.Identity);
    }

    /// <inheritdoc />
    public TargetLimits Limits => new(_settings.Batch?.Rows ?? 1, _settings.Batch?.Bytes ?? 4 * 1024 * 1024);

    /// <inheritdoc />
    public string? IdentityField => IdentityOf(_settings);

    /// <summary>Without a way to find documents their identity is of no use.</summary>
    public static string? IdentityOf(SendSettings settings) => settings.Find is null ? null : settings.Identity;

    /// <inheritdoc />
    public DoubtPolicy DoubtPolicy => _settings.IdempotencyHeader.Length > 0 ? DoubtPolicy.Resend : DoubtPolicy.Hold;

    /// <inheritdoc />
    public Task<IReadOnlyList<FieldDescription>> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FieldDescription>>([]);

    /// <inheritdoc />
    public IReadOnlyList<RequestPreview> Preview(IReadOnlyList<TargetDocument> batch) =>
        [.. Groups(batch).Where(rows => !IsRefused(batch[rows[0]])).Select(rows => Call([.. rows.Select(i => batch[i])]).Preview)];

    /// <inheritdoc />
    public async Task<WriteAnswer> WriteAsync(IReadOnlyList<TargetDocument> batch, CancellationToken cancellationToken)
    {
        var trace = new List<Exchange>();
        var outcomes = new Outcome[batch.Count];
        var answers = new ReadOnlyMemory<byte>?[batch.Count];
        var done = false;
        foreach (var rows in Groups(batch))
        {
            if (IsRefused(batch[rows[0]]))
            {
                outcomes[rows[0]] = Refusal(batch[rows[0]]);
                done = true;
                continue;
            }
            try
            {
                var found = await SendAsync([.. rows.Select(i => batch[i])], trace, cancellationToken);
                foreach (var (place, row) in rows.Index())
                    (outcomes[row], answers[row]) = (found.Outcomes[place], found.Answers[place]);
                done = true;
            }
            catch (ConnectorException e) when (done)
            {
                // What was done before it must not be lost with it.
                foreach (var row in rows)
                    outcomes[row] = Outcome.Failed(HttpErrors.Of(e), batch[row].TargetId);
            }
            catch (ConnectorException e)
            {
                // Nothing was done before it, and the rest is not sent.
                e.Exchanges = trace;
                throw;
            }
        }
        return new WriteAnswer(outcomes, trace) { Answers = answers };
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<FoundDocument>> FindAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken) =>
        _finder?.FindAsync(identities, cancellationToken) ?? throw new NotSupportedException("This target has no find operation.");

    private async Task<(IReadOnlyList<Outcome> Outcomes, IReadOnlyList<ReadOnlyMemory<byte>?> Answers)> SendAsync(
        List<TargetDocument> documents,
        List<Exchange> trace,
        CancellationToken cancellationToken
    )
    {
        var call = Call(documents);
        var isBatch = IsBatch(documents[0]);
        using var reply = await _caller.CallAsync(
            call,
            _outcomes.Shape,
            trace,
            cancellationToken,
            keepRefusal: isBatch && _outcomes.TellsRows
        );
        var outcomes = isBatch ? _outcomes.Many(call, reply, documents) : [_outcomes.One(call, reply, documents[0])];
        return (outcomes, _outcomes.Answers(reply, outcomes, isBatch));
    }

    private HttpCall Call(List<TargetDocument> documents) => IsBatch(documents[0]) ? _calls.Many(documents) : _calls.One(documents[0]);

    private bool IsBatch(TargetDocument document) =>
        _settings.Batch is not null && (document.Intent is WriteIntent.Create || _calls.Update is UpdateMode.Same);

    /// <summary>What goes into one call: the batch first, because only the first call may fail as a whole, then one by one.</summary>
    private IEnumerable<List<int>> Groups(IReadOnlyList<TargetDocument> batch)
    {
        var together = Enumerable.Range(0, batch.Count).Where(i => IsBatch(batch[i])).ToList();
        if (together.Count > 0)
            yield return together;
        for (var i = 0; i < batch.Count; i++)
            if (!IsBatch(batch[i]))
                yield return [i];
    }

    private bool IsRefused(TargetDocument document) => document.Intent is not WriteIntent.Create && _calls.Update is UpdateMode.Refuse;

    private static Outcome Refusal(TargetDocument document)
    {
        var error = new ConnectorException(
            ErrorKind.Rejected,
            $"The document is in the target already (id {document.TargetId}), and update.mode does not say how a change is sent."
        )
        {
            Code = "update",
        };
        return Outcome.Failed(HttpErrors.Of(error), document.TargetId);
    }
}
