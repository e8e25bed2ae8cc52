using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Notify;

/// <summary>A way on which messages go out.</summary>
internal interface IChannel
{
    /// <summary>The call as it is shown, without secrets.</summary>
    RequestPreview Preview(IReadOnlyList<string> texts);

    /// <summary>Sends one message for these texts.</summary>
    /// <exception cref="ConnectorException">It was not sent, or it is not known; carries the exchange.</exception>
    Task<Exchange> SendAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken);
}

/// <summary>Makes one message of a batch of documents.</summary>
internal sealed class MessageTarget(IChannel channel, MessageSettings settings, IReadOnlyList<KnownError> errors) : ITarget
{
    private readonly string[] _path = settings.Text.Split('.');

    /// <inheritdoc />
    public TargetLimits Limits => new(settings.Rows, 4 * 1024 * 1024);

    /// <summary>None: a message cannot be looked up.</summary>
    public string? IdentityField => null;

    /// <inheritdoc />
    public DoubtPolicy DoubtPolicy => settings.OnDoubt is DoubtChoice.Hold ? DoubtPolicy.Hold : DoubtPolicy.Resend;

    /// <inheritdoc />
    public Task<IReadOnlyList<FieldDescription>> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FieldDescription>>([]);

    /// <inheritdoc />
    public IReadOnlyList<RequestPreview> Preview(IReadOnlyList<TargetDocument> batch)
    {
        var texts = batch.Select(TextOf).OfType<string>().ToList();
        return texts.Count == 0 ? [] : [channel.Preview(texts)];
    }

    /// <inheritdoc />
    public async Task<WriteAnswer> WriteAsync(IReadOnlyList<TargetDocument> batch, CancellationToken cancellationToken)
    {
        var texts = batch.Select(TextOf).ToArray();
        var told = texts.OfType<string>().ToList();
        if (told.Count == 0)
            return new WriteAnswer([.. texts.Select(_ => Outcome.Failed(NoText()))], []);
        try
        {
            var exchange = await channel.SendAsync(told, cancellationToken);
            return Answer(Outcome.Ok(id: null, number: null), [exchange]);
        }
        catch (ConnectorException e) when (e.Kind is ErrorKind.Rejected)
        {
            // Halving the batch would make many messages of one, against a limit of a few a minute.
            var text = e.VendorText is { Length: > 0 } said ? said : e.Message;
            var advice = KnownError.Find(errors, e.Code, text)?.Advice;
            return Answer(Outcome.Failed(new DeliveryError(e.Kind, e.Code, text, advice)), e.Exchanges);
        }

        WriteAnswer Answer(Outcome ofTold, IReadOnlyList<Exchange> exchanges) =>
            new([.. texts.Select(text => text is null ? Outcome.Failed(NoText()) : ofTold)], exchanges);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<FoundDocument>> FindAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A message that was sent cannot be looked up.");

    /// <summary>The line of a document; null when it has none.</summary>
    private string? TextOf(TargetDocument document)
    {
        using var json = JsonDocument.Parse(document.Body);
        var value = json.RootElement;
        foreach (var name in _path)
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => "",
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private DeliveryError NoText() =>
        new(
            ErrorKind.Rejected,
            "no-text",
            $"The document has no text at '{settings.Text}', so there is nothing to tell of it.",
            "请在映射中给出该字段，或修改目标的 text 设置后放行。"
        );
}
