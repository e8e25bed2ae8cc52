using Microsoft.Extensions.Logging;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Flows.Nodes.Target;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Engine.Runtime;

/// <summary>
/// One lane of one target: takes waiting documents in order, maps them, opens an attempt, calls, and writes the outcomes. Deliveries in doubt are looked up
/// after a settle time; those that may pass are tried again; a key is never in two calls at once.
/// </summary>
internal sealed partial class LaneLoop
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private readonly EngineServices _services;
    private readonly TargetPlan _plan;
    private readonly RunContext _run;
    private readonly int _queue;
    private readonly int _lane;
    private readonly ConnectionPermits _permits;
    private readonly LaneBacklog _backlog;
    private readonly OutcomeRules _rules;
    private readonly DocumentMapper _mapper;
    private readonly LeadMembers _leads;
    private readonly SendingHours? _hours;
    private readonly PaceGate? _pace;
    private readonly ILogger _logger;
    private long _lookedForReleased;
    private bool _isClosed;

    public LaneLoop(
        EngineServices services,
        FlowPlan plan,
        TargetPlan target,
        RunContext run,
        int queue,
        int lane,
        ConnectionPermits permits,
        Action<string> missing
    )
    {
        _services = services;
        _plan = target;
        _run = run;
        _queue = queue;
        _lane = lane;
        _permits = permits;
        _hours = target.Hours;
        _pace = services.PaceOf(run.Flow, target.Node);
        _logger = services.Logs.CreateLogger<LaneLoop>();
        var delay = target.Settings.Delay;
        _backlog = new LaneBacklog(
            services.Ledger,
            run.Handle,
            queue,
            lane,
            Math.Max(200, target.Target.Limits.Rows * 4),
            target.Follows.Count > 0,
            delay > TimeSpan.Zero ? () => services.Time.GetUtcNow() - delay : null
        );
        _rules = new OutcomeRules(target.Settings, target.Target, services.Time);
        _leads = new LeadMembers(services, plan, target, run.Handle);
        _mapper = new DocumentMapper(
            services,
            target,
            _leads,
            queue,
            new BatchContext(
                new MapContext(run.Variables(plan.Zone), missing),
                services.Connections,
                services.Ledger,
                (connection, call, token) => permits.CallAsync(connection, run.Flow, call, token)
            )
        );
    }

    /// <summary>Works until stopped. A call under way is finished first.</summary>
    /// <exception cref="ConnectorException">The target cannot be worked with (configuration, credential, down for long); everything is in the ledger.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        _backlog.LoadUnsettled();
        while (!stop.IsCancellationRequested)
        {
            var changed = _services.Ledger.Arrived.Next;
            if (await StepAsync(stop))
                continue;
            await WaitAsync(changed, stop);
            LookForReleased();
        }
    }

    /// <summary>People may have released deliveries; looked for now and then, only while there are any that could be.</summary>
    private void LookForReleased()
    {
        if (_services.Time.GetElapsedTime(_lookedForReleased) < LookAgain || _services.Ledger.Counts(_queue).Retrying == 0)
            return;
        _lookedForReleased = _services.Time.GetTimestamp();
        _backlog.LoadUnsettled();
    }

    private async Task WaitAsync(Task changed, CancellationToken stop)
    {
        var wait = LookAgain;
        if (_backlog.NextDue is { } due && due - _services.Time.GetUtcNow() < wait)
            wait = due - _services.Time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
            return;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var timer = Task.Delay(wait, _services.Time, ended.Token);
        await Task.WhenAny(changed, timer);
        await ended.CancelAsync();
    }

    /// <summary>Does one thing; false if there is nothing to do.</summary>
    private async Task<bool> StepAsync(CancellationToken stop)
    {
        var now = _services.Time.GetUtcNow();
        var rows = _plan.Target.Limits.Rows;
        if (_backlog.TakeDue(DeliveryState.InDoubt, now, rows) is { Count: > 0 } doubts)
        {
            await ResolveAsync(doubts, stop);
            return true;
        }
        if (!IsOpen(now))
            return false;
        if (_backlog.TakeDue(DeliveryState.Retrying, now, rows) is { Count: > 0 } retries)
        {
            await SendAsync(retries, stop);
            return true;
        }
        if (_backlog.TakeWaiting(rows) is { Count: > 0 } fresh)
        {
            await SendAsync(fresh, stop);
            return true;
        }
        return false;
    }

    /// <summary>Outside of its hours a target is asked for what is in doubt, and sent nothing.</summary>
    private bool IsOpen(DateTimeOffset now)
    {
        if (_hours is null || _hours.IsOpen(now))
            _isClosed = false;
        else if (!_isClosed)
        {
            _isClosed = true;
            LogClosed(_logger, _run.Flow, _plan.Node.Id, _hours.Text, _hours.NextOpen(now));
        }
        return !_isClosed;
    }

    private async Task SendAsync(List<LaneDocument> documents, CancellationToken stop)
    {
        using var output = new Utf8Output();
        var mapped = new List<MappedDocument>(documents.Count);
        var settled = new List<Settlement>();
        try
        {
            var looked = await _mapper.MapAsync(documents, _plan.Target.Limits.Bytes, output, mapped, settled, stop);
            _backlog.PutBack(documents.Skip(looked));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while something was looked up: nothing was opened, the documents are still waiting in the ledger.
            return;
        }
        catch (ConnectorException e)
        {
            await AfterFailedStepAsync(e, documents, stop);
            return;
        }
        await SettleAsync(0, documents, settled, trace: null, error: null);
        if (mapped.Exists(IsSuspect))
            mapped = await WithoutSuspectsAsync(mapped);
        if (mapped.Count > 0 && (_plan.Settings.AskFirst || mapped.Exists(IsSuspect)))
            mapped = await AskFirstAsync(mapped, stop);
        if (mapped.Count == 0)
            return;
        try
        {
            var turn = _pace is null ? 0 : await _pace.EnterAsync(stop);
            await _permits.CallAsync(
                _plan.Settings.Connection,
                _run.Flow,
                _ =>
                {
                    _pace?.Begin(turn);
                    return CallAsync(mapped);
                },
                stop
            );
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while waiting for its turn or a permit: nothing was opened, the documents are still waiting in the ledger.
        }
        catch (ConnectorException e)
        {
            await AfterFailedCallAsync(e, mapped, stop);
        }
    }

    /// <summary>After a restore: it may have been created in the time that the ledger does not know.</summary>
    private bool IsSuspect(MappedDocument mapped) =>
        _run.Handle.SuspectBefore is { } before && mapped.Body.Intent == WriteIntent.Create && mapped.Document.AcceptedAt < before;

    /// <summary>A target that cannot be asked: what has not been looked at by a person since the restore is treated as what is in doubt.</summary>
    private async Task<List<MappedDocument>> WithoutSuspectsAsync(List<MappedDocument> mapped)
    {
        if (_plan.Target.IdentityField is not null || _plan.Target.DoubtPolicy != DoubtPolicy.Hold)
            return mapped;
        var suspects = mapped.FindAll(m => IsSuspect(m) && m.Document.State == DeliveryState.Waiting);
        await SettleAsync(
            0,
            suspects.ConvertAll(m => m.Document),
            suspects.ConvertAll(m => _rules.AfterRestore(m.Document)),
            trace: null,
            error: null
        );
        return mapped.FindAll(m => !suspects.Contains(m));
    }

    /// <summary>A step could not ask what it had to: the documents wait and try again, or the lane stops when that cannot help.</summary>
    private async Task AfterFailedStepAsync(ConnectorException e, List<LaneDocument> documents, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return;
        var error = new DeliveryError(e.Kind, e.Code, e.Message);
        var isHopeless = e.Kind is ErrorKind.Auth or ErrorKind.Config || _permits.FailuresInARow >= _plan.Settings.Retry.Attempts;
        var wait = isHopeless ? TimeSpan.Zero : e.RetryAfter ?? Wait();
        await SettleAsync(0, documents, documents.ConvertAll(d => _rules.Unspent(d, error, wait)), trace: null, error: null);
        if (isHopeless)
            throw new LaneStoppedException(e);
    }

    /// <summary>The attempt is closed and its documents have their states; here it is decided how the lane goes on.</summary>
    private async Task AfterFailedCallAsync(ConnectorException e, List<MappedDocument> batch, CancellationToken stop)
    {
        if (e.Kind is ErrorKind.Auth or ErrorKind.Config)
            throw new LaneStoppedException(e);
        if (IsUnavailable(e) && _permits.FailuresInARow >= _plan.Settings.Retry.Attempts)
            throw new LaneStoppedException(e);
        if (e.Kind != ErrorKind.Rejected || batch.Count == 1)
            return;
        // Refused as a whole and more than one document in it: each half is tried alone until the bad one is named.
        var half = batch.Count / 2;
        foreach (var part in new[] { batch[..half], batch[half..] })
            await SendAsync([.. part.Select(m => m.Document with { State = DeliveryState.Retrying })], stop);
    }

    /// <summary>Opens the attempt, calls, closes it. Its documents have their states when this returns or throws.</summary>
    private async Task<bool> CallAsync(List<MappedDocument> batch)
    {
        var documents = batch.ConvertAll(m => m.Document with { Identity = m.Body.Identity });
        var ordered = documents.OrderBy(d => d.Id).ToList();
        var opening = new AttemptOpening(
            _run.Fence,
            _queue,
            _lane,
            _run.Run,
            [.. ordered.Select(d => d.Id)],
            _backlog.Head,
            _plan.Settings.Doubt.Settle
        )
        {
            // Under which it may be there, whatever a later mapping says.
            Identities = _plan.Target.IdentityField is null ? [] : ordered.ConvertAll(d => d.Identity),
        };
        var attempt = await _services.Ledger.OpenAttemptAsync(opening, CancellationToken.None);
        try
        {
            var answer = await _plan.Target.WriteAsync(batch.ConvertAll(m => m.Body), CancellationToken.None);
            var settlements = new List<Settlement>(batch.Count);
            for (var i = 0; i < documents.Count; i++)
                settlements.Add(_rules.AfterAttempt(documents[i], answer.Outcomes[i]));
            await SettleAsync(attempt, documents, settlements, Trace.Encode(answer.Exchanges), error: null, answer.Answers);
            return true;
        }
        catch (ConnectorException e)
        {
            await CloseFailedAsync(attempt, documents, e);
            throw;
        }
        catch (Exception e) when (e is not (StoreException or FencedException))
        {
            // A defect of the connector: what it did to the target is not known.
            var unknown = new ConnectorException(ErrorKind.Unknown, $"{_plan.Settings.Operation}: {e.GetType().Name}: {e.Message}", e);
            await CloseFailedAsync(attempt, documents, unknown);
            throw unknown;
        }
    }

    private async Task CloseFailedAsync(long attempt, List<LaneDocument> documents, ConnectorException e)
    {
        var error = new DeliveryError(e.Kind, e.Code, e.Message);
        var settlements = documents.ConvertAll(document =>
            e.Kind switch
            {
                ErrorKind.Rejected when documents.Count > 1 => _rules.Unspent(document, error, TimeSpan.Zero),
                ErrorKind.Auth or ErrorKind.Config => _rules.Unspent(document, error, TimeSpan.Zero),
                ErrorKind.Transient when IsUnavailable(e) => _rules.Unspent(document, error, Wait()),
                _ => _rules.AfterError(document, error, e.RetryAfter),
            }
        );
        await SettleAsync(attempt, documents, settlements, Trace.Encode(e.Exchanges), e.Message);
    }

    /// <summary>No connection came about at all: that is about the other side, not about these documents.</summary>
    private static bool IsUnavailable(ConnectorException e) => e.Code is "refused" or "dns";

    private TimeSpan Wait() =>
        Backoff.After(_permits.FailuresInARow + 1, _plan.Settings.Retry.First, _plan.Settings.Retry.Cap, Random.Shared);

    /// <summary>
    /// What is in doubt is asked for as it was sent. It is not mapped anew: the flow, a table or what is looked up may have changed since, and a document
    /// that no longer passes may be in the target all the same.
    /// </summary>
    private async Task ResolveAsync(List<LaneDocument> documents, CancellationToken stop)
    {
        var settlements = new List<Settlement>(documents.Count);
        var ask = new List<(LaneDocument Document, string Identity)>(documents.Count);
        var unnamed = new List<LaneDocument>();
        foreach (var document in documents)
            if (_mapper.IntentOf(document).Intent != WriteIntent.Create)
                settlements.Add(_rules.ResendUpdate(document));
            else if (_plan.Target.IdentityField is null)
                settlements.Add(_rules.WithoutLookup(document));
            else if (document.Identity is { Length: > 0 } identity)
                ask.Add((document, identity));
            else
                unnamed.Add(document);
        if (unnamed.Count > 0)
            await NameAsync(unnamed, ask, settlements, stop);
        if (ask.Count > 0)
            settlements.AddRange(await AskAsync(ask, stop));
        await SettleAsync(0, documents, settlements, trace: null, error: null);
    }

    /// <summary>Sent by a version that did not keep identities: the mapping names them. What it does not name stays in doubt.</summary>
    private async Task NameAsync(
        List<LaneDocument> documents,
        List<(LaneDocument Document, string Identity)> ask,
        List<Settlement> settlements,
        CancellationToken stop
    )
    {
        using var output = new Utf8Output();
        var mapped = new List<MappedDocument>(documents.Count);
        var ended = new List<Settlement>();
        var looked = 0;
        try
        {
            looked = await _mapper.MapAsync(documents, _plan.Target.Limits.Bytes, output, mapped, ended, stop);
        }
        catch (ConnectorException e) when (e.Kind is not (ErrorKind.Auth or ErrorKind.Config))
        {
            var error = new DeliveryError(e.Kind, e.Code, e.Message);
            settlements.AddRange(documents.Select(d => _rules.AskLater(d, error, e.RetryAfter ?? Wait())));
            return;
        }
        catch (ConnectorException e)
        {
            throw new LaneStoppedException(e);
        }
        ask.AddRange(mapped.Select(m => (m.Document, m.Body.Identity!)));
        var byId = documents.Take(looked).ToDictionary(d => d.Id);
        settlements.AddRange(ended.Select(end => _rules.AskLater(byId[end.Document], end.Error!, _plan.Settings.Retry.Cap)));
    }

    private async Task<IEnumerable<Settlement>> AskAsync(List<(LaneDocument Document, string Identity)> ask, CancellationToken stop)
    {
        try
        {
            var found = await _permits.CallAsync(
                _plan.Settings.Connection,
                _run.Flow,
                token => _plan.Target.FindAsync(ask.ConvertAll(m => m.Identity), token),
                stop
            );
            return ask.Select((m, i) => _rules.AfterLookup(m.Document, found[i])).ToList();
        }
        catch (ConnectorException e)
        {
            if (e.Kind is ErrorKind.Auth or ErrorKind.Config || _permits.FailuresInARow >= _plan.Settings.Retry.Attempts)
                throw new LaneStoppedException(e);
            var error = new DeliveryError(e.Kind, e.Code, e.Message);
            var wait = e.RetryAfter ?? Wait();
            return ask.ConvertAll(m => _rules.AskLater(m.Document, error, wait));
        }
    }

    /// <summary>Looks up what is about to be created: what the target has already, it gets as an update.</summary>
    private async Task<List<MappedDocument>> AskFirstAsync(List<MappedDocument> mapped, CancellationToken stop)
    {
        var creates = mapped.FindAll(m => m.Body.Intent == WriteIntent.Create);
        if (creates.Count == 0 || _plan.Target.IdentityField is null)
            return mapped;
        var settlements = new List<Settlement>();
        var known = new Dictionary<long, FoundDocument>();
        try
        {
            var identities = creates.ConvertAll(m => m.Body.Identity!);
            var found = await _permits.CallAsync(
                _plan.Settings.Connection,
                _run.Flow,
                token => _plan.Target.FindAsync(identities, token),
                stop
            );
            for (var i = 0; i < creates.Count; i++)
                if (found[i].Copies > 1)
                    settlements.Add(_rules.AfterLookup(creates[i].Document, found[i]));
                else if (found[i].State != FoundState.Missing)
                    known[creates[i].Document.Id] = found[i];
        }
        catch (ConnectorException e)
        {
            var error = new DeliveryError(e.Kind, e.Code, e.Message);
            var wait = e.RetryAfter ?? Wait();
            settlements.AddRange(mapped.Select(m => _rules.Unspent(m.Document, error, wait)));
            await SettleAsync(0, mapped.ConvertAll(m => m.Document), settlements, trace: null, error: null);
            if (e.Kind is ErrorKind.Auth or ErrorKind.Config || _permits.FailuresInARow >= _plan.Settings.Retry.Attempts)
                throw new LaneStoppedException(e);
            return [];
        }
        await SettleAsync(0, mapped.ConvertAll(m => m.Document), settlements, trace: null, error: null);
        var held = settlements.Select(s => s.Document).ToHashSet();
        return
        [
            .. mapped
                .Where(m => !held.Contains(m.Document.Id))
                .Select(m =>
                    known.TryGetValue(m.Document.Id, out var found)
                        ? m with
                        {
                            Body = m.Body with { Intent = WriteIntent.Update, TargetId = found.TargetId },
                        }
                        : m
                ),
        ];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{flow}: '{target}' sends only {hours}; what waits goes out from {next} on")]
    private static partial void LogClosed(ILogger logger, string flow, string target, string hours, DateTimeOffset next);

    private async Task SettleAsync(
        long attempt,
        List<LaneDocument> documents,
        List<Settlement> settlements,
        byte[]? trace,
        string? error,
        IReadOnlyList<ReadOnlyMemory<byte>?>? answers = null
    )
    {
        if (attempt == 0 && settlements.Count == 0)
            return;
        var isFollowed = _plan.FollowedOn != FollowOn.None;
        var isPlain = _backlog.Unsettled == 0 && !settlements.Exists(s => s.To is DeliveryState.Retrying or DeliveryState.InDoubt);
        var byId = isFollowed || !isPlain ? documents.ToDictionary(d => d.Id) : [];
        var (members, places) = isFollowed ? _leads.Of(byId, settlements, answers) : (null, []);
        await _services.Ledger.CloseAttemptAsync(
            new AttemptClosing(_run.Fence, _queue, attempt, settlements, trace, error) { Members = members, Places = places },
            CancellationToken.None
        );
        // Usually all of them are delivered, and nothing is kept of them.
        if (isPlain)
            return;
        foreach (var settlement in settlements)
            _backlog.Note(byId[settlement.Document], settlement);
    }
}

/// <summary>A lane cannot go on: configuration, credential, or a target that has been down for long.</summary>
internal sealed class LaneStoppedException(ConnectorException cause) : Exception(cause.Message, cause)
{
    /// <summary>Why.</summary>
    public ConnectorException Cause { get; } = cause;
}
