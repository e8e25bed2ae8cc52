using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Notify;

/// <summary>An SMTP server. Each use is a connection of its own: messages are few and hours apart, and servers close what is idle.</summary>
internal sealed class MailServer
{
    private readonly ConnectionContext _context;
    private readonly MailSettings _settings;

    /// <exception cref="ConnectorException">Kind Config: the settings contradict each other.</exception>
    public MailServer(ConnectionContext context, MailSettings settings)
    {
        (_context, _settings) = (context, settings);
        if (settings.Host.Trim().Length == 0 || Uri.CheckHostName(settings.Host.Trim()) == UriHostNameType.Unknown)
            throw new ConnectorException(ErrorKind.Config, "host is no name or address of a server.");
        if (settings.UserName.Length == 0 && settings.Password.Length > 0)
            throw new ConnectorException(ErrorKind.Config, "A password needs a userName.");
        From = Address(settings.From, "from");
        Shown = string.Create(CultureInfo.InvariantCulture, $"smtp://{settings.Host.Trim()}:{settings.Port}");
        if (settings is { Security: MailSecurity.None, UserName.Length: > 0 })
            context.Note($"The password for {Shown} goes over the network in the clear: security is none.");
    }

    /// <summary>The sender.</summary>
    public MailboxAddress From { get; }

    /// <summary>As it is shown.</summary>
    public string Shown { get; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="ConnectorException">Kind Config: it is none.</exception>
    public static MailboxAddress Address(string text, string setting) =>
        MailboxAddress.TryParse(text, out var address) && address.Address.Contains('@', StringComparison.Ordinal)
            ? address
            : throw new ConnectorException(ErrorKind.Config, $"{setting}: '{text}' is no mail address.");

    /// <summary>Connects, signs in, works and signs off.</summary>
    /// <param name="work">What is done with the server.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConnectorException">It failed; Transient as long as nothing can have been sent.</exception>
    public async Task UseAsync(Func<SmtpClient, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_context.Limits.CallTimeout);
        // As with the HTTP of all connectors: many servers live where no revocation list can be reached.
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        var sending = false;
        try
        {
            await ConnectAsync(client, limit.Token);
            sending = true;
            await work(client, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = _context.Limits.CallTimeout.TotalSeconds;
            throw Failed(Open(sending), "timeout", $"no answer within {seconds:0} s", inner: null);
        }
        catch (AuthenticationException e)
        {
            throw Failed(ErrorKind.Auth, "auth", "the sign-in was refused", e);
        }
        catch (SslHandshakeException e)
        {
            throw Failed(ErrorKind.Config, "tls", "no TLS could be agreed upon", e);
        }
        catch (NotSupportedException e)
        {
            // MailKit: the server offers no STARTTLS, or no sign-in.
            throw Failed(ErrorKind.Config, "tls", "the server does not offer what the settings ask for", e);
        }
        catch (SmtpCommandException e)
        {
            throw Refused(e);
        }
        catch (Exception e) when (e is IOException or ProtocolException or SocketException)
        {
            throw Failed(Open(sending), sending ? "reset" : "refused", sending ? "the connection broke" : "no connection", e);
        }
        await LeaveAsync(client, cancellationToken);
    }

    private async Task ConnectAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        var security = _settings.Security switch
        {
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        };
        var host = _settings.Host.Trim();
        // The client owns the stream from here on.
        var stream = await _context.Dial(host, _settings.Port, cancellationToken);
        await client.ConnectAsync(stream, host, _settings.Port, security, cancellationToken);
        if (_settings.UserName.Length > 0)
            await client.AuthenticateAsync(_settings.UserName, _settings.Password, cancellationToken);
    }

    /// <summary>The mail was taken; a server that does not answer QUIT any more changes nothing about that.</summary>
    private async Task LeaveAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ProtocolException or SocketException)
        {
            _context.Note($"{Shown} took the mail and closed the connection without a farewell: {e.Message}");
        }
    }

    private static ErrorKind Open(bool sending) => sending ? ErrorKind.InDoubt : ErrorKind.Transient;

    /// <summary>A refused command was not carried out: 4xx may pass (RFC 5321 §4.2.1), 5xx does not.</summary>
    private ConnectorException Refused(SmtpCommandException e)
    {
        var (kind, code) = e.ErrorCode switch
        {
            SmtpErrorCode.SenderNotAccepted => (ErrorKind.Config, "sender"),
            SmtpErrorCode.RecipientNotAccepted => (ErrorKind.Config, "recipient"),
            SmtpErrorCode.MessageNotAccepted => (ErrorKind.Rejected, "message"),
            _ => (ErrorKind.Config, "command"),
        };
        var status = (int)e.StatusCode;
        return Failed(
            status is >= 400 and < 500 ? ErrorKind.Transient : kind,
            code,
            $"the server refused with {status}{(e.Mailbox is null ? "" : $" for {e.Mailbox.Address}")}",
            e
        );
    }

    private ConnectorException Failed(ErrorKind kind, string code, string what, Exception? inner) =>
        new(kind, $"{_context.Name} mail by {Shown}: {what}{(inner is null ? "" : $" ({inner.Message})")}.", inner)
        {
            Code = code,
            VendorText = inner?.Message,
        };
}
