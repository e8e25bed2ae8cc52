using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;

namespace Weir.Connectors.Http;

/// <summary>Reads from an answer what became of each document.</summary>
internal sealed class SendOutcomes
{
    private readonly SendSettings _settings;
    private readonly SendCalls _calls;
    private readonly int _id;
    private readonly int _number;
    private readonly int _errors = -1;
    private readonly int _results = -1;

    public SendOutcomes(SendSettings settings, SendCalls calls, SuccessRule rule)
    {
        _settings = settings;
        _calls = calls;
        Shape = new AnswerShape(rule, rows: null);
        _errors = Shape.Add(settings.Batch?.RowErrors?.Path ?? "");
        _results = Shape.Add(settings.Batch?.RowResults ?? "");
        // With results per document the paths of id and number start at a result.
        (_id, _number) = _results >= 0 ? (-1, -1) : (Shape.Add(settings.Id), Shape.Add(settings.Number));
    }

    /// <summary>What is looked for in an answer.</summary>
    public AnswerShape Shape { get; }

    /// <summary>True if a refusal may be explained document by document.</summary>
    public bool TellsRows => _errors >= 0;

    /// <summary>The outcome of a call for one document.</summary>
    public Outcome One(HttpCall call, HttpReply reply, TargetDocument document)
    {
        var id = reply.Text(_id);
        // A code says that it is there; without one, an answer that does not look as expected says nothing.
        if (_id >= 0 && id is null && !Shape.Rule.HasCode && reply.Found is not null)
            throw new ConnectorException(
                ErrorKind.Unknown,
                $"{call.Attempted}: the answer has no id at '{_settings.Id}'; check id, or set success."
            )
            {
                Code = "no-id",
                VendorText = reply.Excerpt,
            };
        return Ok(document, id, reply.Text(_number));
    }

    /// <summary>The outcomes of a call for a batch.</summary>
    public IReadOnlyList<Outcome> Many(HttpCall call, HttpReply reply, IReadOnlyList<TargetDocument> documents)
    {
        var outcomes = new Outcome?[documents.Count];
        Refused(call, reply, outcomes);
        if (reply.Refusal is { } refusal && outcomes.All(outcome => outcome is null))
            throw refusal;
        var results = Results(call, reply, documents.Count);
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] ??= results is null ? Ok(documents[i], null, null) : FromResult(reply, results[i], documents[i]);
        return [.. outcomes.Select(outcome => outcome!.Value)];
    }

    /// <summary>What the answer says of each document that was taken: its result where there is one per document, else the whole body.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>?> Answers(HttpReply reply, IReadOnlyList<Outcome> outcomes, bool isBatch)
    {
        var answers = new ReadOnlyMemory<byte>?[outcomes.Count];
        if (reply.Found is null)
            return answers;
        var raw = isBatch ? reply.Raw(_results) : default;
        var results = isBatch && _results >= 0 && !raw.IsEmpty ? JsonScan.Elements(raw, 0, out _) : null;
        ReadOnlyMemory<byte> whole = results is null ? Plain(reply.Body) : default;
        for (var i = 0; i < answers.Length; i++)
            if (outcomes[i].Delivered)
                answers[i] = results is null ? whole : raw.Slice(results[i].Offset, results[i].Length).ToArray();
        return answers;
    }

    private static byte[] Plain(ReadOnlySpan<byte> body) =>
        (body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body).ToArray();

    private void Refused(HttpCall call, HttpReply reply, Outcome?[] outcomes)
    {
        if (_settings.Batch?.RowErrors is not { } settings || reply.Raw(_errors) is not { IsEmpty: false } raw || raw[0] != (byte)'[')
            return;
        AnswerPath[] paths = [new(settings.Index), new(settings.Message), new(settings.Code.Length > 0 ? settings.Code : settings.Message)];
        foreach (var extent in JsonScan.Elements(raw, 0, out _))
        {
            var error = raw.Slice(extent.Offset, extent.Length);
            var found = AnswerScan.Read(error, paths).Values;
            var place = Place(Text(error, found[0]), settings.FirstIndex);
            if (place is not { } index || index < 0 || index >= outcomes.Length)
                throw new ConnectorException(
                    ErrorKind.InDoubt,
                    $"{call.Attempted}: an error names no document of the batch by '{settings.Index}', so it is not known which were taken; check batch.rowErrors."
                )
                {
                    Code = "row-index",
                    VendorText = reply.Excerpt,
                };
            var text = Text(error, found[1]) ?? System.Text.Encoding.UTF8.GetString(error);
            outcomes[index] = Outcome.Failed(
                new DeliveryError(
                    ErrorKind.Rejected,
                    settings.Code.Length > 0 ? Text(error, found[2]) : null,
                    text.Length <= 2000 ? text : text[..2000]
                )
            );
        }
    }

    private RecordExtent[]? Results(HttpCall call, HttpReply reply, int count)
    {
        if (_results < 0)
            return null;
        var raw = reply.Raw(_results);
        if (!raw.IsEmpty && raw[0] == (byte)'[' && JsonScan.Elements(raw, 0, out _) is var results && results.Length == count)
            return results;
        throw new ConnectorException(
            ErrorKind.Unknown,
            $"{call.Attempted}: there is no list of {count} results at '{_settings.Batch!.RowResults}', so it is not known what became of the documents; check batch.rowResults."
        )
        {
            Code = "row-results",
            VendorText = reply.Excerpt,
        };
    }

    private Outcome FromResult(HttpReply reply, RecordExtent result, TargetDocument document)
    {
        var raw = reply.Raw(_results).Slice(result.Offset, result.Length);
        return Ok(document, Find(raw, _settings.Id), Find(raw, _settings.Number));
    }

    /// <summary>A server that tells no id knows the document by its identity; without either, a change could not be told from a new one.</summary>
    private Outcome Ok(TargetDocument document, string? id, string? number) =>
        Outcome.Ok(id ?? document.TargetId ?? _calls.IdentityOf(document), number);

    private static string? Find(ReadOnlySpan<byte> raw, string path) =>
        path.Length == 0 ? null : AnswerScan.TextAt(raw, new AnswerPath(path));

    private static string? Text(ReadOnlySpan<byte> raw, RecordExtent extent) => AnswerScan.Text(raw.Slice(extent.Offset, extent.Length));

    private static int? Place(string? text, int first) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index - first : null;
}
