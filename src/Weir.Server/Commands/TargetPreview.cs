using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Sdk.Connectors;

namespace Weir.Server.Commands;

/// <summary>Takes records to one target's requests.</summary>
internal sealed class TargetPreview(TargetPlan plan, RunVariables variables)
{
    private readonly List<PreviewFault> _dropped = [];
    private readonly List<PreviewFault> _errors = [];
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private readonly List<(string Key, int Offset, int Length)> _places = [];

    public PreviewTarget Look(IReadOnlyList<PreviewDocument> records)
    {
        using var output = new Utf8Output();
        var context = new MapContext(variables, path => _missing.Add(path));
        foreach (var (key, record, rejected) in records)
            if (key is null)
                _errors.Add(new PreviewFault("", "the record has no key of its own"));
            else if (rejected is not null)
                _dropped.Add(new PreviewFault(key, rejected));
            else
                Map(key, JsonMarshal.GetRawUtf8Value(record), context, output);
        var documents = _places.Select(place => Document(place, output)).OfType<TargetDocument>().ToList();
        var requests = documents.Chunk(Math.Max(1, plan.Target.Limits.Rows)).SelectMany(plan.Target.Preview).Select(View).ToList();
        return new PreviewTarget(
            plan.Node.Id,
            plan.Settings.Connection,
            plan.Settings.Operation,
            requests,
            _dropped,
            _errors,
            [.. _missing]
        );
    }

    private void Map(string key, ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        var start = output.Length;
        try
        {
            var (offset, length, rule) = plan.Apply(record, context, output);
            if (rule is null)
                _places.Add((key, offset, length));
            else
                _dropped.Add(new PreviewFault(key, rule));
        }
        catch (MapException e)
        {
            output.CutBack(start);
            _errors.Add(new PreviewFault(key, e.Message));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            output.CutBack(start);
            _errors.Add(new PreviewFault(key, e.Message));
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
