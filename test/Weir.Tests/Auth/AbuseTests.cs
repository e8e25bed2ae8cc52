using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Weir.Engine.Connections;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Auth;

/// <summary>What somebody with bad intent would try. Sign-ins are in <see cref="AccountTests"/>, other workspaces in <see cref="PermissionWalkTests"/>.</summary>
public sealed class AbuseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_page_of_others_cannot_use_the_cookie_of_who_is_signed_in(string type)
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        owner.Http.DefaultRequestHeaders.Remove("X-Requested-With");
        using var form = new StringContent("""{"id":"x","name":"x"}""", Encoding.UTF8);
        form.Headers.Remove("Content-Type");
        form.Headers.TryAddWithoutValidation("Content-Type", type);
        using var posted = await owner.Http.PostAsync(new Uri("/api/v1/workspaces", UriKind.Relative), form, Stop);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, posted.StatusCode);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/workspaces");
        preflight.Headers.Add("Origin", "https://evil.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await owner.Http.SendAsync(preflight, Stop);
        Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_cookie_is_not_for_scripts_or_other_sites()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1, publicUrl: "https://weir.example");
        using var owner = await Browser.OwnerAsync(stand);
        using var request = new StringContent(
            new JsonObject { ["email"] = "owner@example.test", ["password"] = Browser.Password }.ToJsonString(),
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await owner.Http.PostAsync(new Uri("/api/v1/session", UriKind.Relative), request, Stop);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        foreach (var part in new[] { "httponly", "samesite=strict", "secure", "path=/" })
            Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_connection_made_here_does_not_lead_to_metadata_or_this_machine()
    {
        string[] hosts =
        [
            "169.254.169.254",
            "[fd00:ec2::254]",
            "100.100.100.200",
            "127.0.0.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
            "localhost",
            "2130706433",
        ];
        await using var stand = await ServerStand.StartAsync(agents: 1);
        await stand.StopServerAsync();
        stand.AllowLoopback = false;
        await stand.StartServerAsync();
        foreach (var host in hosts)
        foreach (var connector in new[] { "http", "zhilong" })
        {
            var body = new JsonObject
            {
                ["connector"] = connector,
                ["settings"] = new JsonObject { ["baseUrl"] = $"http://{host}/latest/meta-data/" },
            };
            if (connector is "zhilong")
                body["settings"]!["auth"] = new JsonObject { ["value"] = "x" };
            var (status, test) = await stand.SendAsync(HttpMethod.Post, "/connections/probe/try", body.ToJsonString());
            Assert.True(status == 200, test.ToJsonString());
            Assert.False((bool)test["ok"]!);
            Assert.True((string?)test["code"] is "address-closed", test.ToJsonString());
        }
    }

    [Theory]
    [InlineData("10.0.0.5", true)]
    [InlineData("192.168.1.5", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("fe80::1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    public void Addresses_of_a_company_network_are_open(string address, bool open) =>
        Assert.Equal(open, Reach.Allows(IPAddress.Parse(address), toThisMachine: false));

    [Fact]
    public async Task A_flow_written_here_reads_no_file_of_the_server()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        foreach (var file in new[] { "/etc/passwd", "../../../../../../etc/passwd", "customers.yaml" })
        {
            var yaml = StandFiles.Flow("own") + $"\ntables:\n  t: {{ file: \"{file}\", key: a, value: b }}\n";
            var (status, check) = await stand.SendAsync(
                HttpMethod.Post,
                "/flows/validate",
                new JsonObject { ["yaml"] = yaml }.ToJsonString()
            );
            Assert.Equal((200, false), (status, (bool)check["ok"]!));
            Assert.DoesNotContain("root:", check.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_text_made_to_break_the_reader_is_a_problem_of_the_text()
    {
        string[] texts =
        [
            "nodes: " + new string('[', 400_000),
            string.Concat(Enumerable.Repeat("{a: ", 200_000)),
            "nodes: &a [*a]",
            "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(0, 12).Select(i => Tenfold((char)('a' + i)))),
        ];
        await using var stand = await ServerStand.StartAsync(agents: 1);
        foreach (var yaml in texts)
        {
            var (status, check) = await stand.SendAsync(
                HttpMethod.Post,
                "/flows/validate",
                new JsonObject { ["yaml"] = yaml }.ToJsonString()
            );
            Assert.Equal((200, false), (status, (bool)check["ok"]!));
            Assert.NotEmpty(check["problems"]!.AsArray());
        }
        Assert.Equal(200, (await stand.SendAsync(HttpMethod.Get, "/flows")).Status);
    }

    private static string Tenfold(char of) =>
        $"{(char)(of + 1)}: &{(char)(of + 1)} [{string.Join(',', Enumerable.Repeat($"*{of}", 10))}]\n";

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var endless = new StreamContent(new Zeros(1L << 30));
        endless.Headers.ContentType = new("application/json");
        endless.Headers.ContentLength = 1L << 30;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/flows/validate") { Content = endless };
        request.Headers.ExpectContinue = true;
        request.Headers.Authorization = stand.Http.DefaultRequestHeaders.Authorization;
        // Long enough that the client never begins to send by itself.
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = stand.Http.BaseAddress,
        };
        using var answer = await http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Markup_in_a_document_stays_text_for_a_browser()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var answer = await stand.Http.GetAsync(new Uri("/api/v1/flows/%3Cscript%3Ealert(1)%3C%2Fscript%3E", UriKind.Relative), Stop);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    /// <summary>So many zeros, made as they are read.</summary>
    private sealed class Zeros(long length) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _read);
            buffer.AsSpan(offset, read).Clear();
            _read += read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
