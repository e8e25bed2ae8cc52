using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Weir.Server.Control;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Auth;

public sealed class AuditTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_is_written_with_who_did_it_and_without_secrets()
    {
        await using var stand = await ServerStand.StartAsync(agents: 3);
        using var owner = await Browser.OwnerAsync(stand);
        using var member = await owner.InviteAsync(stand, "member@example.test", "operator");
        using var thief = new Browser(stand);
        await thief.SignInAsync("owner@example.test", "a wrong password");
        var (_, made) = await member.SendAsync("POST", "/me/tokens", JsonNode.Parse("""{"name":"nightly","role":"viewer","days":30}"""));
        Assert.Equal(202, (await member.SendAsync("POST", "/flows/customers/runs")).Status);
        await stand.IdleAsync();
        var (_, page) = await owner.SendAsync("GET", "/audit");
        var written = page!["items"]!.AsArray().Select(e => ((string?)e!["action"], (string?)e["who"])).Reverse().ToList();
        Assert.Equal(
            [
                ("setUp", "Owner <owner@example.test>"),
                ("invite", "Owner <owner@example.test>"),
                ("acceptInvitation", "member@example.test <member@example.test>"),
                ("signInRefused", "nobody"),
                ("createToken", "member@example.test <member@example.test>"),
                ("startRun", "member@example.test <member@example.test>"),
            ],
            written
        );
        Assert.Equal("Flows/customers", (string?)page["items"]![0]!["subject"]);
        var (_, found) = await owner.SendAsync("GET", "/audit?who=member%40&action=createToken&subject=night");
        Assert.Single(found!["items"]!.AsArray());
        var (_, none) = await owner.SendAsync("GET", "/audit?who=%25x");
        Assert.Empty(none!["items"]!.AsArray());
        var csv = await owner.Http.GetStringAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Stop);
        Assert.Equal(7, csv.Trim().Split('\n').Length);
        Assert.DoesNotContain((string)made!["token"]!, page.ToJsonString() + csv, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update audit set \"Who\" = 'somebody else' where \"Id\" = 2", 2)]
    [InlineData("delete from audit where \"Id\" = 1", 1)]
    [InlineData("update audit set \"At\" = \"At\" + 1 where \"Id\" = 3", 3)]
    public async Task A_changed_or_missing_entry_breaks_the_chain(string sql, long at)
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        for (var i = 0; i < 3; i++)
            await owner.SignInAsync("owner@example.test", Browser.Password);
        var (_, check) = await owner.SendAsync("GET", "/audit/check");
        Assert.True((bool)check!["ok"]!);
        await using (var scope = stand.Server.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<ControlDb>().Database.ExecuteSqlRawAsync(sql, Stop);
        (_, check) = await owner.SendAsync("GET", "/audit/check");
        Assert.Equal((false, at), ((bool)check!["ok"]!, (long)check["brokenAt"]!));
    }
}
