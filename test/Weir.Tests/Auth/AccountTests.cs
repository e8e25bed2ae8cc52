using System.Text.Json.Nodes;
using OtpNet;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Auth;

public sealed class AccountTests
{
    private const string Owner = "owner@example.test";

    [Fact]
    public async Task Without_an_account_the_server_asks_to_be_set_up_and_the_link_is_good_once()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var stranger = new Browser(stand);
        var (status, body) = await stranger.SendAsync("GET", "/session");
        Assert.Equal((401, "setup-required"), (status, (string?)body!["code"]));
        using var owner = await Browser.OwnerAsync(stand);
        (status, body) = await owner.SendAsync("GET", "/session");
        Assert.Equal((200, "owner", "main"), (status, (string?)body!["role"], (string?)body["workspace"]!["id"]));
        Assert.Contains("audit.read", body["permissions"]!.AsArray().Select(p => (string?)p));
        var again = await Record.ExceptionAsync(() => Browser.OwnerAsync(stand));
        Assert.Contains("setup-closed", again?.Message, StringComparison.Ordinal);
        (status, body) = await stranger.SendAsync("GET", "/flows");
        Assert.Equal((401, "sign-in-required"), (status, (string?)body!["code"]));
    }

    [Fact]
    public async Task A_wrong_token_sets_nothing_up()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var stranger = new Browser(stand);
        var (status, body) = await stranger.SendAsync(
            "POST",
            "/setup",
            JsonNode.Parse("""{"token":"guess","name":"x","email":"x@example.test","password":"long enough 1"}""")
        );
        Assert.Equal((403, "setup-closed"), (status, (string?)body!["code"]));
    }

    [Theory]
    [InlineData("owner@example.test", 401, "sign-in-refused")]
    [InlineData("nobody@example.test", 401, "sign-in-refused")]
    public async Task Wrong_passwords_lock_out_alike_whether_the_account_is_known_or_not(string email, int first, string code)
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        using var thief = new Browser(stand);
        for (var i = 0; i < 5; i++)
        {
            var (status, body) = await thief.SignInAsync(email, $"wrong password {i}");
            Assert.Equal((first, code), (status, (string?)body!["code"]));
        }
        var (locked, said) = await thief.SignInAsync(email, Browser.Password);
        Assert.Equal((429, "locked-out"), (locked, (string?)said!["code"]));
        // Who is signed in already goes on.
        Assert.Equal(200, (await owner.SendAsync("GET", "/session")).Status);
    }

    [Fact]
    public async Task One_address_cannot_try_without_end()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        using var thief = new Browser(stand);
        var answers = new List<(int Status, string? Code)>();
        for (var i = 0; i < 40; i++)
        {
            var (status, body) = await thief.SignInAsync($"name{i}@example.test", "x");
            answers.Add((status, (string?)body!["code"]));
        }
        Assert.Contains((429, "too-many-calls"), answers);
    }

    [Fact]
    public async Task A_sign_in_takes_a_new_cookie_and_sign_out_ends_it_on_the_server()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        var before = CookieOf(owner);
        Assert.Equal(200, (await owner.SignInAsync(Owner, Browser.Password)).Status);
        var after = CookieOf(owner);
        Assert.NotEqual(before, after);
        Assert.Equal(204, (await owner.SendAsync("DELETE", "/session")).Status);
        using var thief = new Browser(stand);
        thief.Cookies.SetCookies(stand.Http.BaseAddress!, $"weir-session={after}");
        Assert.Equal(401, (await thief.SendAsync("GET", "/session")).Status);
        // A cookie of the thief's choosing opens nothing and is not taken over at a sign-in.
        thief.Cookies.SetCookies(stand.Http.BaseAddress!, "weir-session=chosen");
        Assert.Equal(200, (await thief.SignInAsync(Owner, Browser.Password)).Status);
        Assert.NotEqual("chosen", CookieOf(thief));
    }

    private static string CookieOf(Browser browser) => browser.Cookies.GetCookies(browser.Http.BaseAddress!)["weir-session"]!.Value;

    [Fact]
    public async Task Sessions_are_listed_and_can_be_ended_and_a_new_password_ends_the_others()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        using var second = new Browser(stand);
        using var third = new Browser(stand);
        await second.SignInAsync(Owner, Browser.Password);
        await third.SignInAsync(Owner, Browser.Password);
        var (_, sessions) = await owner.SendAsync("GET", "/me/sessions");
        Assert.Equal(3, sessions!.AsArray().Count);
        var (_, own) = await second.SendAsync("GET", "/me/sessions");
        var id = (string?)own!.AsArray().Single(s => (bool)s!["current"]!)!["id"];
        Assert.Equal(204, (await owner.SendAsync("DELETE", $"/me/sessions/{id}")).Status);
        Assert.Equal(401, (await second.SendAsync("GET", "/session")).Status);
        var change = new JsonObject { ["current"] = Browser.Password, ["new"] = "another long one 8" };
        Assert.Equal(204, (await owner.SendAsync("POST", "/me/password", change)).Status);
        Assert.Equal(401, (await third.SendAsync("GET", "/session")).Status);
        Assert.Equal(200, (await owner.SendAsync("GET", "/session")).Status);
        Assert.Equal(401, (await third.SignInAsync(Owner, Browser.Password)).Status);
        Assert.Equal(200, (await third.SignInAsync(Owner, "another long one 8")).Status);
    }

    [Fact]
    public async Task The_second_factor_is_asked_for_and_a_code_is_good_once()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        var (_, offer) = await owner.SendAsync("POST", "/me/second-factor");
        var key = (string)offer!["secret"]!;
        var totp = new Totp(Base32Encoding.ToBytes(key));
        // The step before: the next one is left for the sign-in.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var (status, codes) = await owner.SendAsync(
            "PUT",
            "/me/second-factor",
            new JsonObject { ["secret"] = key, ["code"] = totp.ComputeTotp(now.AddSeconds(-30)) }
        );
        Assert.True(status == 200, codes?.ToJsonString());
        using var other = new Browser(stand);
        (status, var body) = await other.SignInAsync(Owner, Browser.Password);
        Assert.Equal((401, "code-required"), (status, (string?)body!["code"]));
        var code = totp.ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30));
        Assert.Equal(200, (await other.SignInAsync(Owner, Browser.Password, code)).Status);
        Assert.Equal(401, (await other.SignInAsync(Owner, Browser.Password, code)).Status);
        var recovery = (string)codes!["recoveryCodes"]![0]!;
        Assert.Equal(200, (await other.SignInAsync(Owner, Browser.Password, recovery)).Status);
        Assert.Equal(401, (await other.SignInAsync(Owner, Browser.Password, recovery)).Status);
        Assert.Equal(
            204,
            (await owner.SendAsync("POST", "/me/second-factor/remove", new JsonObject { ["password"] = Browser.Password })).Status
        );
        Assert.Equal(200, (await other.SignInAsync(Owner, Browser.Password)).Status);
    }

    [Fact]
    public async Task A_token_works_for_programs_within_its_role_and_not_on_its_owners_account()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        var (status, made) = await owner.SendAsync(
            "POST",
            "/me/tokens",
            JsonNode.Parse("""{"name":"nightly","role":"viewer","days":30}""")
        );
        Assert.True(status == 201, made?.ToJsonString());
        var token = (string)made!["token"]!;
        using var program = new Browser(stand);
        Assert.Equal(200, (await program.SendAsync("GET", "/flows", token: token)).Status);
        Assert.Equal(403, (await program.SendAsync("POST", "/flows/customers/runs", token: token)).Status);
        Assert.Equal(403, (await program.SendAsync("GET", "/me/tokens", token: token)).Status);
        Assert.Equal(403, (await program.SendAsync("POST", "/me/second-factor", token: token)).Status);
        Assert.Equal(401, (await program.SendAsync("GET", "/flows", token: token + "x")).Status);
        Assert.Equal(204, (await owner.SendAsync("DELETE", $"/me/tokens/{(string?)made["view"]!["id"]}")).Status);
        Assert.Equal(401, (await program.SendAsync("GET", "/flows", token: token)).Status);
    }

    [Fact]
    public async Task A_member_that_loses_a_role_loses_it_with_every_token_at_once()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        using var member = await owner.InviteAsync(stand, "member@example.test", "operator");
        var (_, made) = await member.SendAsync("POST", "/me/tokens", JsonNode.Parse("""{"name":"t","role":"operator","days":1}"""));
        var token = (string)made!["token"]!;
        var (_, me) = await member.SendAsync("GET", "/session");
        var id = (string)me!["user"]!["id"]!;
        Assert.Equal(
            400,
            (await member.SendAsync("POST", "/me/tokens", JsonNode.Parse("""{"name":"t","role":"owner","days":1}"""))).Status
        );
        Assert.Equal(204, (await owner.SendAsync("PATCH", $"/people/{id}", JsonNode.Parse("""{"role":"viewer"}"""))).Status);
        Assert.Equal(403, (await member.SendAsync("POST", "/flows/customers/runs")).Status);
        Assert.Equal(403, (await member.SendAsync("POST", "/flows/customers/runs", token: token)).Status);
        Assert.Equal(204, (await owner.SendAsync("DELETE", $"/people/{id}")).Status);
        Assert.Equal(401, (await member.SendAsync("GET", "/flows")).Status);
        Assert.Equal(401, (await member.SendAsync("GET", "/flows", token: token)).Status);
    }

    [Fact]
    public async Task The_last_owner_stays_one_and_an_invitation_is_good_once()
    {
        await using var stand = await ServerStand.StartAsync(agents: 1);
        using var owner = await Browser.OwnerAsync(stand);
        var (_, me) = await owner.SendAsync("GET", "/session");
        var id = (string)me!["user"]!["id"]!;
        var (status, body) = await owner.SendAsync("PATCH", $"/people/{id}", JsonNode.Parse("""{"role":"viewer"}"""));
        Assert.Equal((409, "last-owner"), (status, (string?)body!["code"]));
        Assert.Equal(409, (await owner.SendAsync("DELETE", $"/people/{id}")).Status);
        var (_, invited) = await owner.SendAsync(
            "POST",
            "/people/invitations",
            JsonNode.Parse("""{"email":"a@example.test","role":"viewer"}""")
        );
        var accept = new JsonObject
        {
            ["token"] = ((string)invited!["link"]!).Split("token=")[1],
            ["name"] = "A",
            ["password"] = "short",
        };
        using var guest = new Browser(stand);
        (status, body) = await guest.SendAsync("POST", "/invitations/accept", accept.DeepClone());
        Assert.Equal((400, "account-invalid"), (status, (string?)body!["code"]));
        accept["password"] = Browser.Password;
        Assert.Equal(200, (await guest.SendAsync("POST", "/invitations/accept", accept.DeepClone())).Status);
        Assert.Equal(403, (await guest.SendAsync("POST", "/invitations/accept", accept.DeepClone())).Status);
        Assert.Equal(403, (await guest.SendAsync("GET", "/audit")).Status);
    }
}
