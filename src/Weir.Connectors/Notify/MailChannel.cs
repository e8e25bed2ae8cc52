using System.Text;
using MimeKit;
using MimeKit.Utils;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Notify;

/// <summary>Writes mails.</summary>
internal sealed class MailChannel : IChannel
{
    private const int MostBytes = 256 * 1024;

    private readonly ConnectionContext _context;
    private readonly MailServer _server;
    private readonly MessageText _text;
    private readonly IReadOnlyList<MailboxAddress> _to;
    private readonly IReadOnlyList<MailboxAddress> _cc;

    /// <exception cref="ConnectorException">Kind Config: an address is none, or nobody is to get it.</exception>
    public MailChannel(ConnectionContext context, MailServer server, MailMessageSettings message)
    {
        (_context, _server) = (context, server);
        _to = [.. message.To.Select(text => MailServer.Address(text, "to"))];
        _cc = [.. message.Cc.Select(text => MailServer.Address(text, "cc"))];
        if (_to.Count == 0)
            throw new ConnectorException(ErrorKind.Config, "to: a mail needs at least one address.");
        _text = new MessageText(message, keyword: "", ending: "", MostBytes);
        _text.Check();
    }

    /// <inheritdoc />
    public RequestPreview Preview(IReadOnlyList<string> texts)
    {
        var head = $"To: {string.Join(", ", _to)}\nCc: {string.Join(", ", _cc)}\nSubject: {_text.Title(texts.Count)}\n\n";
        return new RequestPreview("SMTP", _server.Shown, Encoding.UTF8.GetBytes(head + _text.Write(texts)));
    }

    /// <inheritdoc />
    public async Task<Exchange> SendAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        using var mail = new MimeMessage();
        mail.From.Add(_server.From);
        mail.To.AddRange(_to);
        mail.Cc.AddRange(_cc);
        mail.Subject = _text.Title(texts.Count);
        mail.Date = _context.Time.GetUtcNow();
        // Without a domain the name of this machine would be told.
        mail.MessageId = MimeUtils.GenerateMessageId(_server.From.Domain);
        mail.Body = new TextPart("plain") { Text = _text.Write(texts) };
        var exchange = new Exchange(Preview(texts), ReadOnlyMemory<byte>.Empty);
        try
        {
            await _server.UseAsync(
                async (client, stop) => exchange = exchange with { Answer = Encoding.UTF8.GetBytes(await client.SendAsync(mail, stop)) },
                cancellationToken
            );
            return exchange;
        }
        catch (ConnectorException e)
        {
            e.Exchanges = [exchange];
            throw;
        }
    }
}
