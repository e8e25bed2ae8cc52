using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>Settings of a connection.</summary>
internal sealed record HttpSettings
{
    [Field(
        "基础地址",
        "Base URL",
        Help = "http or https, for example https://api.example.com/v1. No other host is ever called, and no path above this one."
    )]
    public required string BaseUrl { get; init; }

    [Field("认证", "Authentication")]
    public AuthSettings Auth { get; init; } = new();

    [Field("请求头", "Headers", Help = "Sent with every call, name to text. Not for secrets.")]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    [Field("机密请求头", "Secret headers", Secret = true, Help = "Sent with every call, name to text; never shown.")]
    public IReadOnlyDictionary<string, string> SecretHeaders { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    [Field(
        "测试路径",
        "Test path",
        Help = "A harmless GET that a test of the connection makes, for example /orders?size=1. Empty = baseUrl itself."
    )]
    public string TestPath { get; init; } = "";

    [Field("成功规则", "Success rule", Help = "For all operations of the connection that have none of their own.")]
    public SuccessSettings Success { get; init; } = new();
}
