using System.Text;
using MimeKit;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Tests.Connectors.Http;
using Xunit;

namespace Weir.Tests.Connectors.Notify;

/// <summary>Mails over real sockets, to a peer that answers as it is told.</summary>
public sealed class MailTests
{
    private const string Node = """{"title":"失败 {count} 张","lines":2,"to":["Ops <ops@example.com>"],"cc":["a@example.com"]}""";

    private static string Settings(int port, string more = "") =>
        $$"""{"host":"127.0.0.1","port":{{port}},"security":"none","from":"Weir <weir@example.com>"{{more}}}""";

    private static async Task<ConnectorException> FailsAsync(ITarget target) =>
        await Assert.ThrowsAsync<ConnectorException>(() => target.WriteAsync(NotifyStand.Many(1), NotifyStand.Stop));

    [Fact]
    public async Task A_batch_is_one_mail()
    {
        await using var peer = new SmtpPeer();
        var stand = new NotifyStand();
        var target = stand.Target("mail", Settings(peer.Port), Node);
        var answer = await target.WriteAsync(NotifyStand.Many(5), NotifyStand.Stop);
        Assert.All(answer.Outcomes, o => Assert.Equal(Outcome.Ok(id: null, number: null), o));
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(Assert.Single(peer.Mails)));
        using var mail = await MimeMessage.LoadAsync(bytes, NotifyStand.Stop);
        Assert.Equal("失败 5 张", mail.Subject);
        Assert.Equal("失败 5 张\n第 1 张\n第 2 张\n… 还有 3 条", mail.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal(("ops@example.com", "a@example.com"), (mail.To.Mailboxes.Single().Address, mail.Cc.Mailboxes.Single().Address));
        Assert.EndsWith("@example.com", mail.MessageId, StringComparison.Ordinal);
        Assert.Equal(stand.Time.GetUtcNow(), mail.Date);
        Assert.Equal("QUIT", peer.Commands[^1]);
        var exchange = answer.Exchanges.Single();
        Assert.Equal($"smtp://127.0.0.1:{peer.Port}", exchange.Request.Url);
        Assert.Contains("Subject: 失败 5 张\n\n", HttpStand.Text(exchange.Request.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_signs_in_and_sends_nothing()
    {
        await using var peer = new SmtpPeer();
        var stand = new NotifyStand();
        var found = await stand
            .Open("mail", Settings(peer.Port, ""","userName":"weir","password":"pw-1234" """))
            .TestAsync(NotifyStand.Stop);
        Assert.Contains("as weir. No mail was sent", found, StringComparison.Ordinal);
        Assert.Contains(peer.Commands, c => c.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
        Assert.Empty(peer.Mails);
        Assert.Contains("in the clear", Assert.Single(stand.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH", "535 wrong", ErrorKind.Auth, "auth")]
    [InlineData("MAIL", "550 not you", ErrorKind.Config, "sender")]
    [InlineData("RCPT", "550 nobody here", ErrorKind.Config, "recipient")]
    [InlineData("RCPT", "450 later", ErrorKind.Transient, "recipient")]
    [InlineData(".", "451 later", ErrorKind.Transient, "message")]
    [InlineData("EHLO", "", ErrorKind.Transient, "refused")]
    [InlineData(".", "", ErrorKind.InDoubt, "reset")]
    public async Task What_the_server_refuses_is_a_typed_error(string command, string said, ErrorKind kind, string code)
    {
        await using var peer = new SmtpPeer(line => line.StartsWith(command, StringComparison.Ordinal) ? said : null);
        var target = new NotifyStand().Target("mail", Settings(peer.Port, ""","userName":"weir","password":"pw-1234" """), Node);
        var error = await FailsAsync(target);
        Assert.Equal((kind, code), (error.Kind, error.Code));
        Assert.DoesNotContain("pw-1234", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.Exchanges);
    }

    [Fact]
    public async Task A_mail_that_is_refused_for_what_it_says_fails_its_documents()
    {
        await using var peer = new SmtpPeer(line => line is "." ? "554 spam" : null);
        var answer = await new NotifyStand().Target("mail", Settings(peer.Port), Node).WriteAsync(NotifyStand.Many(2), NotifyStand.Stop);
        Assert.All(answer.Outcomes, o => Assert.Equal((false, "message"), (o.Delivered, o.Error!.Code)));
        Assert.Contains("spam", answer.Outcomes[0].Error!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_up_after_taking_the_mail_has_taken_it()
    {
        await using var peer = new SmtpPeer(line => line is "QUIT" ? "" : null);
        var answer = await new NotifyStand().Target("mail", Settings(peer.Port), Node).WriteAsync(NotifyStand.Many(1), NotifyStand.Stop);
        Assert.True(answer.Outcomes.Single().Delivered);
    }

    [Fact]
    public async Task Nothing_is_sent_where_TLS_was_asked_for_and_is_not_offered()
    {
        await using var peer = new SmtpPeer();
        var settings = Settings(peer.Port).Replace("\"none\"", "\"startTls\"", StringComparison.Ordinal);
        Assert.Equal(
            (ErrorKind.Config, "tls"),
            await FailsAsync(new NotifyStand().Target("mail", settings, Node)) is var e ? (e.Kind, e.Code) : default
        );
        Assert.DoesNotContain(peer.Commands, c => c.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mail_goes_nowhere_that_connections_may_not_go()
    {
        await using var peer = new SmtpPeer();
        var stand = new NotifyStand { ToThisMachine = false };
        var error = await FailsAsync(stand.Target("mail", Settings(peer.Port), Node));
        Assert.Equal((ErrorKind.Config, "address-closed"), (error.Kind, error.Code));
        Assert.Empty(peer.Commands);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again()
    {
        int port;
        await using (var peer = new SmtpPeer())
            port = peer.Port;
        Assert.Equal(ErrorKind.Transient, (await FailsAsync(new NotifyStand().Target("mail", Settings(port), Node))).Kind);
    }

    [Theory]
    [InlineData("""{"title":"t","to":[]}""")]
    [InlineData("""{"title":"t","to":["nobody"]}""")]
    [InlineData("""{"title":"t","to":["a@example.com\r\nBcc: b@example.com"]}""")]
    public void Addresses_that_are_none_are_told_when_the_target_is_opened(string node) =>
        Assert.Equal(ErrorKind.Config, Assert.Throws<ConnectorException>(() => new NotifyStand().Target("mail", Settings(25), node)).Kind);
}
