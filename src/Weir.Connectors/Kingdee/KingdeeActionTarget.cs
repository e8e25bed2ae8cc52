using System.Buffers;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Kingdee;

/// <summary>Does it for one document a call, so that each has an answer of its own.</summary>
internal sealed class KingdeeActionTarget(KingdeeClient client, KingdeeAction action, KingdeeActionSettings settings) : ITarget
{
    public TargetLimits Limits => new(Rows: 1, Bytes: 1024 * 1024);

    public string? IdentityField => null;

    public DoubtPolicy DoubtPolicy => action.Doubt;

    public Task<IReadOnlyList<FieldDescription>> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(action.Fields);

    public IReadOnlyList<RequestPreview> Preview(IReadOnlyList<TargetDocument> batch) => [.. batch.Select(d => client.Preview(Call(d)))];

    public Task<IReadOnlyList<FoundDocument>> FindAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{action.Name} has no identity to look for.");

    public async Task<WriteAnswer> WriteAsync(IReadOnlyList<TargetDocument> batch, CancellationToken cancellationToken)
    {
        var trace = new List<Exchange>();
        var outcomes = new List<Outcome>(batch.Count);
        foreach (var document in batch)
        {
            try
            {
                outcomes.Add(await OneAsync(Call(document), trace, cancellationToken));
            }
            catch (ConnectorException e) when (outcomes.Count > 0)
            {
                // The documents before this one are done; their outcomes must not be lost with it.
                outcomes.Add(Outcome.Failed(new DeliveryError(e.Kind, e.Code, KingdeeErrors.Clip(e.VendorText ?? e.Message))));
            }
        }
        return KingdeeAnswerRows.Of(outcomes, trace);
    }

    private async Task<Outcome> OneAsync(KingdeeCall call, List<Exchange> trace, CancellationToken cancellationToken)
    {
        using var reply = await client.CallAsync(call, trace, cancellationToken);
        if (reply.Status is not { } status)
            throw new ConnectorException(ErrorKind.Unknown, $"{call.Attempted}: the answer has no Result.")
            {
                VendorText = reply.Answer.Text(),
            };
        // Push answers with the new bills; the first names the delivery.
        var entity = status.Entities.Count > 0 ? status.Entities[0] : new StatusEntity(status.Id, status.Number, Index: null);
        if (status.Errors.Count == 0 && (status.Entities.Count > 0 || status.IsSuccess == true))
            return Outcome.Ok(entity.Id, entity.Number);
        if (status.Errors.Count == 0)
            throw status.Failure(call.Attempted, ErrorKind.Unknown);
        // Audited already is what was wanted (§4.2).
        if (action.Id is "audit" && status.Errors.All(e => e.Message.Contains("已经审核", StringComparison.Ordinal)))
            return Outcome.Ok(entity.Id, entity.Number);
        var error = KingdeeVerdicts.Error(status.MsgCode, status.Text);
        return error.Kind is ErrorKind.RateLimited or ErrorKind.Config or ErrorKind.Auth && status.Entities.Count == 0
            ? throw status.Failure(call.Attempted, ErrorKind.Rejected)
            : Outcome.Failed(error, entity.Id, entity.Number);
    }

    private KingdeeCall Call(TargetDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>(document.Body.Length + 256);
        using var body = JsonDocument.Parse(document.Body);
        using var writer = new Utf8JsonWriter(buffer, KingdeeJson.Plain);
        writer.WriteStartObject();
        writer.WriteString("formid"u8, settings.FormId);
        writer.WriteStartObject("data"u8);
        if (settings.Data.ValueKind == JsonValueKind.Object)
            foreach (var member in settings.Data.EnumerateObject())
                if (!body.RootElement.TryGetProperty(member.Name, out _))
                    member.WriteTo(writer);
        foreach (var member in body.RootElement.EnumerateObject())
            member.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return new KingdeeCall(action.Name, settings.FormId, buffer.WrittenMemory, Writes: true);
    }
}
