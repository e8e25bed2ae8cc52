using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Weir.Server.Auth;
using Weir.Tests.Server;
using Xunit;

namespace Weir.Tests.Auth;

/// <summary>A browser of one person: keeps its cookies and shows no token.</summary>
internal sealed class Browser : IDisposable
{
    public const string Password = "correct horse 7";
    private readonly HttpClient _http;

    public Browser(ServerStand stand)
    {
        Cookies = new CookieContainer();
        _http = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, UseProxy = false })
        {
            BaseAddress = stand.Http.BaseAddress,
        };
        _http.DefaultRequestHeaders.Add("X-Requested-With", "test");
    }

    public CookieContainer Cookies { get; }

    public HttpClient Http => _http;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The owner, by the link that the server has printed.</summary>
    public static async Task<Browser> OwnerAsync(ServerStand stand)
    {
        var browser = new Browser(stand);
        var token = stand.Server.Services.GetRequiredService<Accounts>().SetupToken;
        var (status, body) = await browser.SendAsync(
            "POST",
            "/setup",
            new JsonObject
            {
                ["token"] = token,
                ["name"] = "Owner",
                ["email"] = "owner@example.test",
                ["password"] = Password,
            }
        );
        Assert.True(status == 200, body?.ToJsonString());
        return browser;
    }

    /// <summary>Somebody invited by this browser, signed in.</summary>
    public async Task<Browser> InviteAsync(ServerStand stand, string email, string role)
    {
        var (status, invited) = await SendAsync("POST", "/people/invitations", new JsonObject { ["email"] = email, ["role"] = role });
        Assert.True(status == 201, invited?.ToJsonString());
        var other = new Browser(stand);
        (status, var body) = await other.SendAsync(
            "POST",
            "/invitations/accept",
            new JsonObject
            {
                ["token"] = ((string)invited!["link"]!).Split("token=")[1],
                ["name"] = email,
                ["password"] = Password,
            }
        );
        Assert.True(status == 200, body?.ToJsonString());
        return other;
    }

    public Task<(int Status, JsonNode? Body)> SignInAsync(string email, string password, string? code = null) =>
        SendAsync(
            "POST",
            "/session",
            new JsonObject
            {
                ["email"] = email,
                ["password"] = password,
                ["code"] = code,
            }
        );

    public async Task<(int Status, JsonNode? Body)> SendAsync(
        string method,
        string path,
        JsonNode? json = null,
        string? token = null,
        int? match = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        if (json is not null)
            request.Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Add("Authorization", "Bearer " + token);
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{match}\"");
        using var response = await _http.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        return ((int)response.StatusCode, text.Length == 0 || text[0] is not ('{' or '[') ? null : JsonNode.Parse(text));
    }

    public void Dispose() => _http.Dispose();
}
