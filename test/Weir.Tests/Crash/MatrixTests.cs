using System.Text.Json.Nodes;
using Xunit;

namespace Weir.Tests.Crash;

/// <summary>The same flow against every envelope and sign-in that the sample is expected to meet.</summary>
[Collection(ProcessTests.Name)]
public sealed class MatrixTests
{
    private const string Secret = "appSecret: 0123456789abcdef0123456789abcdef";

    public static TheoryData<string, string, string> Sites =>
        new()
        {
            { "ruoyiVue", "auto", $"auth: loginBySign, {Secret}" },
            { "ruoyi", "auto", $"auth: loginByAppSecret, {Secret}" },
            { "ruoyiVue", "ruoyiVue", "auth: validateUser, password: demo-password" },
            { "ruoyi", "ruoyi", $"auth: headerSign, {Secret}" },
        };

    [Theory]
    [MemberData(nameof(Sites))]
    public async Task EverySiteGetsEveryDocument(string profile, string envelope, string auth)
    {
        await using var vendors = await Vendors.StartAsync(300);
        await vendors.SetZhilongAsync(new JsonObject { ["profile"] = profile });
        await vendors.SetFaultsAsync(new Fault("kingdee", "BatchSave", "sessionLost", 0.2));
        using var stand = new CrashStand(
            vendors,
            new ConnectionText
            {
                Vendors = vendors.Address,
                Envelope = envelope,
                Auth = auth,
            }
        );

        var run = await stand.RunAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(300, run.Counts.Delivered);
        await Audit.CompleteAsync(vendors);
        await vendors.SetFaultsAsync();
        await Audit.SettledAsync(vendors, stand, run);
    }
}
