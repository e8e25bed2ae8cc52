using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Weir.Engine.Ledger;
using Weir.Sdk.Errors;
using Weir.Storage.Embedded;
using Weir.Tests.Server;
using Weir.Tests.Storage;
using Xunit;

namespace Weir.Tests.Crash;

/// <summary>Kills the server while it works on a job on documents.</summary>
public sealed class JobKillTests : IDisposable
{
    private const int Many = 20_000;
    private const string Token = "0123456789abcdef-of-the-test";
    private readonly TempDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_directory.Path, "data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_job_goes_on_after_the_server_was_killed_and_does_each_delivery_once()
    {
        await FillAsync();
        var (job, killedAt) = ("", 0L);
        await using (var server = await ServeAsync())
        {
            using var http = Client(server);
            using var order = new StringContent(
                """{"filter":{"state":"failed"},"action":"hold","reason":"wait for the audit"}""",
                Encoding.UTF8,
                "application/json"
            );
            using var answer = await http.PostAsync(new Uri("/api/v1/document-jobs", UriKind.Relative), order, Stop);
            job = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["id"]!;
            while (killedAt < 1000)
            {
                var state = await JobAsync(http, job);
                Assert.True(
                    (string?)state["state"] is "running",
                    $"It ended before it was killed: {state.ToJsonString()}\n{server.Errors}"
                );
                killedAt = (long)state["done"]!;
            }
            server.Kill();
        }
        Assert.InRange(killedAt, 1000, Many - 1);
        await using (var server = await ServeAsync())
        {
            using var http = Client(server);
            JsonNode state;
            while ((string?)(state = await JobAsync(http, job))["state"] is "running")
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Stop);
            Assert.Equal(("done", Many, 0), ((string)state["state"]!, (int)state["done"]!, (int)state["failed"]!));
            server.Kill();
        }
        await using var ledger = SqliteLedger.Open(Data, TimeProvider.System);
        var flow = ledger.Queries.Flows().Single();
        Assert.Equal((Many, 0), (flow.Queues[0].Counts.Held, flow.Queues[0].Counts.Failed));
        var first = ledger.Queries.Documents(flow, flow.Queues[0].Id, DeliveryState.Held, 0, 200);
        Assert.All(first, d => Assert.Single(ledger.Interventions.Of(flow.Queues[0].Id, d.Id)));
    }

    private async Task FillAsync()
    {
        await using var ledger = SqliteLedger.Open(Data, TimeProvider.System);
        var flow = await LedgerStand.OpenAsync(ledger, ServerStand.Flow, lanes: 1, "agents", "kingdee");
        var run = await flow.RunAsync();
        await flow.AppendAsync(run, 0, "more", [.. Enumerable.Range(0, Many).Select(i => LedgerStand.Record($"k{i}", "1"))]);
        var error = new DeliveryError(ErrorKind.Rejected, "7", "refused");
        foreach (var batch in flow.Waiting().Chunk(2000))
            await flow.CloseAsync(
                await flow.OpenAttemptAsync(batch),
                [.. batch.Select(d => LedgerStand.To(d, DeliveryState.Failed, error: error))]
            );
    }

    private async Task<WeirProcess> ServeAsync()
    {
        var flows = Directory.CreateDirectory(Path.Combine(_directory.Path, "flows")).FullName;
        await File.WriteAllTextAsync(Path.Combine(flows, "customers.yaml"), StandFiles.Flow(ServerStand.Flow), Stop);
        var connections = Path.Combine(_directory.Path, "connections.yaml");
        // Nobody is called: what is held goes nowhere.
        await File.WriteAllTextAsync(connections, StandFiles.Connections("http://127.0.0.1:9"), Stop);
        var token = Path.Combine(_directory.Path, "token");
        await File.WriteAllTextAsync(token, Token, Stop);
        var server = WeirProcess.Start(
            [
                "serve",
                "--data",
                Data,
                "--flows",
                flows,
                "--connections",
                connections,
                "--token-file",
                token,
                "--urls",
                "http://127.0.0.1:0",
            ],
            environment: null
        );
        while (!server.Output.Contains("http://127.0.0.1:", StringComparison.Ordinal) || !server.Output.EndsWith('\n'))
        {
            Assert.False(server.HasExited, server.Errors);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
        }
        return server;
    }

    private static HttpClient Client(WeirProcess server)
    {
        var address = server.Output[server.Output.IndexOf("http://127.0.0.1:", StringComparison.Ordinal)..];
        var http = new HttpClient
        {
            BaseAddress = new Uri(new Uri(address.Split([' ', '\n', '\r'], 2)[0]).GetLeftPart(UriPartial.Authority)),
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return http;
    }

    private static async Task<JsonNode> JobAsync(HttpClient http, string job) =>
        JsonNode.Parse(await http.GetStringAsync(new Uri($"/api/v1/document-jobs/{job}", UriKind.Relative), Stop))!;
}
