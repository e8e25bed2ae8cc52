using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weir.Tests.Connectors.Notify;

/// <summary>The other end of an SMTP dialogue: answers each command as the test says, and keeps what was sent.</summary>
internal sealed class SmtpPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string?> _answer;
    private readonly Task _serving;

    /// <param name="answer">Answer to a command, or to the end of the mail (<c>.</c>): null = the usual one, empty = the connection is cut.</param>
    public SmtpPeer(Func<string, string?>? answer = null)
    {
        _answer = answer ?? (_ => null);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    public List<string> Commands { get; } = [];

    public List<string> Mails { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Not before: a listener that is stopped cannot be asked for the next caller.
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await TalkAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The caller hung up in the middle, as it may.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 peer.test ESMTP");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            Commands.Add(line);
            if (line.StartsWith("DATA", StringComparison.Ordinal) && _answer(line) is null)
            {
                await writer.WriteLineAsync("354 go on");
                var mail = new StringBuilder();
                while (await reader.ReadLineAsync(_stop.Token) is { } text && text is not ".")
                    mail.Append(text).Append('\n');
                line = ".";
                Mails.Add(mail.ToString());
            }
            var answer = _answer(line) ?? Usual(line);
            if (answer.Length == 0)
                return;
            await writer.WriteLineAsync(answer);
            if (line is "QUIT")
                return;
        }
    }

    private static string Usual(string line) =>
        line.Split(' ')[0] switch
        {
            "EHLO" => "250-peer.test\r\n250-SMTPUTF8\r\n250 AUTH PLAIN",
            "AUTH" => "235 welcome",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
}
