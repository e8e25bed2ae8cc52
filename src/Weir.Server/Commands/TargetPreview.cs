using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Weir.Engine.Connections;
using Weir.Engine.Flows.Nodes;
using Weir.Engine.Ledger;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;

namespace Weir.Server.Commands;

/// <summary>Takes records to one target's requests.</summary>
internal sealed class TargetPreview(TargetPlan plan, RunVariables variables, IReadOnlyCollection<string> names)
{
    private readonly List<PreviewFault> _dropped = [];
    private readonly List<PreviewFault> _errors = [];
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private readonly List<(string Key, int Offset, int Length)> _places = [];

    public async Task<PreviewTarget> LookAsync(IReadOnlyList<PreviewDocument> records, OpenConnections connections, CancellationToken stop)
    {
        using var output = new Utf8Output();
        using var batch = new RecordBatch();
        var keys = new List<string>();
        foreach (var (key, record, rejected) in records)
            if (key is null)
                _errors.Add(new PreviewFault("", "the record has no key of its own"));
            else if (rejected is not null)
                _dropped.Add(new PreviewFault(key, rejected));
            else
            {
                keys.Add(key);
                batch.Add(JsonMarshal.GetRawUtf8Value(record));
            }
        // One call at a time, so that no permits are needed.
        var context = new BatchContext(
            new MapContext(variables, path => _missing.Add(path)),
            connections,
            Ledger: null,
            (_, call, token) => call(token)
        );
        await plan.ApplyAsync(batch, new string?[batch.Count], context, stop);
        for (var i = 0; i < keys.Count; i++)
            Sort(keys[i], batch, i, output);
        var documents = _places.Select(place => Document(place, output)).OfType<TargetDocument>().ToList();
        var requests = documents.Chunk(Math.Max(1, plan.Target.Limits.Rows)).SelectMany(plan.Target.Preview).Select(View).ToList();
        // Nothing is called, so there is no answer; none is made up.
        var answers = _missing.Where(path => names.Contains(path.Split('.', '[')[0], StringComparer.Ordinal)).ToList();
        return new PreviewTarget(
            plan.Node.Id,
            plan.Settings.Connection,
            plan.Settings.Operation,
            requests,
            _dropped,
            _errors,
            [.. _missing.Except(answers, StringComparer.Ordinal)],
            [.. plan.Follows.Select(f => f.On == FollowOn.Failed ? $"{f.Lead}.failed" : $"{f.Lead}.delivered")],
            answers
        );
    }

    private void Sort(string key, RecordBatch batch, int index, Utf8Output output)
    {
        switch (batch.EndOf(index))
        {
            case null:
                _places.Add((key, output.Length, batch[index].Length));
                output.Add(batch[index]);
                break;
            case { State: DeliveryState.Rejected } rejected:
                _dropped.Add(new PreviewFault(key, rejected.Error.Text));
                break;
            case { } failed:
                _errors.Add(new PreviewFault(key, failed.Error.Text));
                break;
        }
    }

    /// <summary>As the lane would send it, if the target had never seen it; null if it would fail before.</summary>
    private TargetDocument? Document((string Key, int Offset, int Length) place, Utf8Output output)
    {
        var body = output.Slice(place.Offset, place.Length);
        var identity = plan.IdentityOf(body.Span);
        if (plan.Target.IdentityField is not { } field || !string.IsNullOrEmpty(identity))
            return new TargetDocument(body, identity, WriteIntent.Create, TargetId: null);
        _errors.Add(
            new PreviewFault(place.Key, $"the identity field {field} is empty: the document could not be found again in the target")
        );
        return null;
    }

    private static PreviewRequest View(RequestPreview request) =>
        new(request.Method, request.Url, Encoding.UTF8.GetString(request.Body.Span));
}
