using System.Buffers;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Kingdee;

/// <summary>The logins of reference §2. Login calls are never traced: they carry secrets.</summary>
internal sealed class KingdeeLogin(KingdeeClient client, KingdeeSettings settings, TimeProvider time)
{
    /// <summary>Signs in, and switches to the organisation of the settings.</summary>
    /// <exception cref="ConnectorException">Kind Auth when refused, Config when the address is not Kingdee's, RateLimited when licences are used up.</exception>
    public async Task<SessionToken> SignInAsync(CancellationToken cancellationToken)
    {
        if (settings.Auth == KingdeeAuth.HeaderSign)
            return new SessionToken("");
        var (method, body) = Request();
        var attempted = $"Kingdee sign-in by {method}";
        using var answer = await client.PostAsync(
            client.Address(method, "AuthService"),
            body,
            session: null,
            attempted,
            writes: false,
            cancellationToken
        );
        KingdeeAnswers.ThrowUnlessOk(attempted, writes: false, answer);
        var session = ReadAnswer(attempted, answer);
        if (settings.OrgNumber.Length > 0 && method is not "ValidateUserByOrgNumber")
            await SwitchAsync(session, cancellationToken);
        return new SessionToken(session.ToToken());
    }

    /// <summary>Method and body. Positional, as the vendor documents it (§2.1); LoginBySimplePassport takes nothing else.</summary>
    internal (string Method, ReadOnlyMemory<byte> Body) Request()
    {
        var s = settings;
        switch (s.Auth)
        {
            case KingdeeAuth.LoginBySign:
                var now = time.GetUtcNow().ToUnixTimeSeconds();
                var sign = KingdeeSignature.Login(s.AcctId, s.UserName, s.AppId, s.AppSecret, now, s.SignSha1);
                return ("LoginBySign", Parameters(s.AcctId, s.UserName, s.AppId, now, sign, s.Lcid));
            case KingdeeAuth.LoginByAppSecret:
                return ("LoginByAppSecret", Parameters(s.AcctId, s.UserName, s.AppId, s.AppSecret, s.Lcid));
            case KingdeeAuth.SimplePassport:
                return ("LoginBySimplePassport", Parameters(s.Passport, s.Lcid));
            case KingdeeAuth.ValidateUser when s.EncodePassword:
                return (
                    "ValidateUserEnDeCode",
                    Parameters(s.AcctId, KingdeeSignature.Encode(s.UserName), KingdeeSignature.Encode(s.Password), s.Lcid)
                );
            case KingdeeAuth.ValidateUser when s.KickOff:
                return ("ValidateUser2", Parameters(s.AcctId, s.UserName, s.Password, true, s.Lcid));
            case KingdeeAuth.ValidateUser when s.OrgNumber.Length > 0:
                return ("ValidateUserByOrgNumber", Parameters(s.AcctId, s.UserName, s.Password, s.Lcid, s.OrgNumber));
            default:
                return ("ValidateUser", Parameters(s.AcctId, s.UserName, s.Password, s.Lcid));
        }
    }

    private static ReadOnlyMemory<byte> Parameters(params object[] values)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, KingdeeJson.Plain);
        writer.WriteStartObject();
        writer.WriteStartArray("parameters"u8);
        foreach (var value in values)
            JsonSerializer.Serialize(writer, value, value.GetType());
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>200 also comes for a wrong password: only LoginResultType tells (§2.2).</summary>
    private static KingdeeSession ReadAnswer(string attempted, VendorAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(KingdeeAnswers.Json(answer));
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("LoginResultType", out var type))
            {
                // -5 asks an administrator to finish something on a form; the manual says it may be treated as logged in.
                if (type.TryGetInt32(out var result) && result is 1 or -5)
                    return KingdeeSession.From(SessionId(root), answer.Headers);
                throw Refused(attempted, type.ToString(), root.TryGetProperty("Message", out var said) ? said.ToString() : "");
            }
            if (KingdeeStatus.Read(KingdeeAnswers.Json(answer).Span) is { } status)
                throw status.Failure(attempted, ErrorKind.Auth);
        }
        catch (JsonException e) when (!answer.Text().TrimStart().StartsWith('<'))
        {
            // Cut off, empty, or an exception of the server: signing in again does no harm.
            throw new ConnectorException(ErrorKind.Transient, $"{attempted}: the answer cannot be read: {e.Message}", e)
            {
                Code = "malformed",
                VendorText = answer.Text(),
            };
        }
        catch (JsonException e)
        {
            throw NotKingdee(attempted, answer, e);
        }
        throw NotKingdee(attempted, answer, cause: null);
    }

    private static string SessionId(JsonElement root)
    {
        if (root.TryGetProperty("KDSVCSessionId", out var id) && id.ValueKind == JsonValueKind.String)
            return id.GetString()!;
        return
            root.TryGetProperty("Context", out var context)
            && context.ValueKind == JsonValueKind.Object
            && context.TryGetProperty("SessionId", out id)
            && id.ValueKind == JsonValueKind.String
            ? id.GetString()!
            : "";
    }

    private static ConnectorException Refused(string attempted, string type, string message)
    {
        // Sources disagree about every value but 1 (§2.2), so the sentence decides and the number is only shown.
        var kind =
            message.Contains("许可", StringComparison.Ordinal) ? ErrorKind.RateLimited
            : message.Contains("数据中心", StringComparison.Ordinal) || message.Contains("账套", StringComparison.Ordinal)
                ? ErrorKind.Config
            : ErrorKind.Auth;
        return new ConnectorException(kind, $"{attempted}: refused (LoginResultType {type}): {KingdeeErrors.Clip(message)}")
        {
            Code = $"LoginResultType {type}",
            VendorText = KingdeeErrors.Clip(message),
            RetryAfter = kind == ErrorKind.RateLimited ? TimeSpan.FromMinutes(1) : null,
        };
    }

    private static ConnectorException NotKingdee(string attempted, VendorAnswer answer, JsonException? cause)
    {
        var text = answer.Text();
        return new ConnectorException(
            ErrorKind.Config,
            $"{attempted}: this is not the answer of a Kingdee login; check serverUrl and the product version (PT136657 [7.3.1310.2] or newer).",
            cause
        )
        {
            Code = "login",
            VendorText = text,
        };
    }

    private async Task SwitchAsync(KingdeeSession session, CancellationToken cancellationToken)
    {
        const string Attempted = "Kingdee SwitchOrg";
        var body = KingdeeJson.Object(w =>
        {
            w.WriteStartObject("data"u8);
            w.WriteString("OrgNumber"u8, settings.OrgNumber);
            w.WriteEndObject();
        });
        using var answer = await client.PostAsync(client.Address("SwitchOrg"), body, session, Attempted, writes: false, cancellationToken);
        var status = KingdeeAnswers.Inspect(Attempted, writes: false, answer, out var lost);
        if (status is { IsSuccess: false })
            throw status.Failure($"{Attempted} {settings.OrgNumber}", ErrorKind.Config);
        if (lost)
            throw new ConnectorException(ErrorKind.Auth, $"{Attempted} {settings.OrgNumber}: the session is lost right after the sign-in.");
    }
}
