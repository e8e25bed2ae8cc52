using System.Text.RegularExpressions;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Triggers;

/// <summary>What may be pushed, and by whom.</summary>
public sealed partial record WebhookSettings
{
    /// <summary>Where the records are.</summary>
    [Field(
        "记录路径",
        "Records",
        Help = "Dotted path in the body of the record, or of the list of records, for example data.orders. Default: the body itself."
    )]
    public string? Records { get; init; }

    /// <summary>Taken from everybody.</summary>
    [Field("不验证", "Open", Help = "true: taken from everybody who reaches the server. Else 'token' or 'signature' is required.")]
    public bool Open { get; init; }

    /// <summary>A shared token.</summary>
    [Field("令牌", "Token", Help = "A header whose value only the sender knows.")]
    public WebhookToken? Token { get; init; }

    /// <summary>A signature.</summary>
    [Field("签名", "Signature", Help = "HMAC-SHA256 of the body under a shared secret.")]
    public WebhookSignature? Signature { get; init; }

    /// <summary>Largest body.</summary>
    [Field("最大字节", "Most bytes", Help = "A larger body is refused with 413. Default 1048576.", Min = 1024, Max = 67108864)]
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Most records.</summary>
    [Field("最多记录", "Most records", Help = "A call with more of them is refused with 413. Default 1000.", Min = 1, Max = 10000)]
    public int MaxRecords { get; init; } = 1000;

    /// <summary>Tells what is wrong.</summary>
    internal void Check(Action<string, string> add)
    {
        if (new[] { Open, Token is not null, Signature is not null }.Count(way => way) != 1)
            add("", "a webhook has either token or signature; if everybody may push, say so with open: true");
        CheckSecret("token.value", Token?.Value, add);
        CheckSecret("signature.secret", Signature?.Secret, add);
        if (Signature is { TimestampHeader: null } unstamped && unstamped.Signed.Contains("{timestamp}", StringComparison.Ordinal))
            add("signature.signed", "{timestamp} is signed, but there is no timestampHeader that it is taken from");
        if (Signature is { } signature && !signature.Signed.Contains("{body}", StringComparison.Ordinal))
            add("signature.signed", "{body} is not signed: anybody could change it on its way");
        if (Signature is { TimestampHeader: not null } stamped && !stamped.Signed.Contains("{timestamp}", StringComparison.Ordinal))
            add("signature.signed", "{timestamp} is not signed: anybody could send an old call again under a new time");
    }

    private static void CheckSecret(string path, string? value, Action<string, string> add)
    {
        if (value is not null && !Reference.IsMatch(value))
            add(path, "a secret is not written into a flow file: write ${NAME}, and set the environment variable NAME of the server");
    }

    /// <summary>The name of the environment variable in <c>${NAME}</c>.</summary>
    public static string VariableOf(string reference) => Reference.Match(reference).Groups["name"].Value;

    [GeneratedRegex(@"^\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference { get; }
}

/// <summary>A header with a token.</summary>
public sealed record WebhookToken
{
    /// <summary>Name of the header.</summary>
    [Field("请求头", "Header", Help = "Default X-Hook-Token.")]
    public string Header { get; init; } = "X-Hook-Token";

    /// <summary>The token.</summary>
    [Field("值", "Value", Help = "${NAME}: taken from the environment of the server.")]
    public required string Value { get; init; }
}

/// <summary>How a signature is written.</summary>
public enum SignatureEncoding
{
    /// <summary>Hexadecimal digits, of either case.</summary>
    Hex,

    /// <summary>Base64.</summary>
    Base64,
}

/// <summary>HMAC-SHA256 of a body.</summary>
public sealed record WebhookSignature
{
    /// <summary>Header of the signature.</summary>
    [Field("请求头", "Header", Help = "Name of the header that has the signature. Default X-Signature.")]
    public string Header { get; init; } = "X-Signature";

    /// <summary>The secret.</summary>
    [Field("密钥", "Secret", Help = "${NAME}: taken from the environment of the server.")]
    public required string Secret { get; init; }

    /// <summary>How it is written.</summary>
    [Field("编码", "Encoding", Help = "hex (default) or base64.")]
    public SignatureEncoding Encoding { get; init; }

    /// <summary>What stands before it.</summary>
    [Field("前缀", "Prefix", Help = "Text before the signature in the header, for example sha256=. Default none.")]
    public string Prefix { get; init; } = "";

    /// <summary>Header of the time.</summary>
    [Field(
        "时间戳请求头",
        "Timestamp header",
        Help = "Name of a header with the time of the call in seconds or milliseconds since 1970. Default none."
    )]
    public string? TimestampHeader { get; init; }

    /// <summary>How old a call may be.</summary>
    [Field("时间容差", "Tolerance", Help = "With timestampHeader: a call whose time is further off is refused. Default 5m.")]
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is signed.</summary>
    [Field("签名内容", "Signed", Help = "{body} and {timestamp} in it are replaced, for example {timestamp}.{body}. Default {body}.")]
    public string Signed { get; init; } = "{body}";
}
