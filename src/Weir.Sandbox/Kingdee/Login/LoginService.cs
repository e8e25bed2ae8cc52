using System.Text;
using System.Text.Json;

namespace Weir.Sandbox.Kingdee;

/// <summary>AuthService: every login that the vendor documents, and Logout.</summary>
internal sealed class LoginService(Sessions sessions, TimeProvider clock)
{
    private int _logins;
    private int _failures;

    public int Logins => _logins;
    public int Failures => _failures;

    public Reply Answer(string method, KingdeeRequest request, KingdeeSettings settings)
    {
        if (string.Equals(method, "Logout", StringComparison.OrdinalIgnoreCase))
            return Reply.Text(sessions.End(request.SessionId) ? "true" : "false");
        var mode = settings.LoginModes.FirstOrDefault(m => string.Equals(m, method, StringComparison.OrdinalIgnoreCase));
        if (mode is null)
            return Fail(-1, $"当前站点不允许使用{method}登录");
        var args = request.Arguments;
        if (string.Equals(mode, "LoginBySimplePassport", StringComparison.Ordinal))
        {
            var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes(settings.SimplePassport));
            return Same(args.Text(0, "passportForBase64") ?? args.Text(0, "passport"), expected)
                ? Open(settings, null, endOthers: false)
                : Fail(-1, "集成密钥文件无效");
        }
        var user = args.Text(1, "username") ?? args.Text(1, "userName");
        if (!Same(args.Text(0, "acctID"), settings.AcctId))
            return Fail(-1, "数据中心不存在或已禁用，请检查数据中心ID");
        return mode switch
        {
            "LoginByAppSecret" => ByApp(args, settings, user, Same(args.Text(3, "appSecret"), settings.AppSecret)),
            "LoginBySign" => ByApp(args, settings, user, IsSigned(args, settings)),
            "ValidateUserEnDeCode" => ByPassword(
                settings,
                Same(user, Signatures.Encode(settings.UserName)) && Same(args.Text(2, "password"), Signatures.Encode(settings.Password)),
                null,
                endOthers: false
            ),
            "ValidateUser2" => ByPassword(settings, IsUser(args, settings, user), null, endOthers: Flag(args.Text(3, "isKickOff"))),
            "ValidateUserByOrgNumber" => ByPassword(settings, IsUser(args, settings, user), args.Text(4, "orgNumber"), endOthers: false),
            _ => ByPassword(settings, IsUser(args, settings, user), null, endOthers: false),
        };
    }

    private static bool IsUser(CallArguments args, KingdeeSettings settings, string? user) =>
        Same(user, settings.UserName) && Same(args.Text(2, "password"), settings.Password);

    private bool IsSigned(CallArguments args, KingdeeSettings settings)
    {
        var timestamp = args.Text(3, "timestamp") ?? "";
        var right = Signatures.Login(
            settings.AcctId,
            settings.UserName,
            settings.AppId,
            settings.AppSecret,
            timestamp,
            settings.OldBuildSha1
        );
        return Same(args.Text(4, "sign"), right) && Signatures.IsFresh(timestamp, clock.GetUtcNow(), settings.TimestampToleranceSeconds);
    }

    private Reply ByApp(CallArguments args, KingdeeSettings settings, string? user, bool proof)
    {
        if (!Same(args.Text(2, "appId"), settings.AppId))
            return Fail(-1, "应用ID不存在或未授权，请检查第三方系统登录授权");
        return Same(user, settings.UserName) && proof ? Open(settings, null, endOthers: false) : Fail(-1, "签名或应用密钥校验失败");
    }

    private Reply ByPassword(KingdeeSettings settings, bool right, string? orgNumber, bool endOthers)
    {
        if (!right)
            return Fail(0, "用户名或密码错误");
        if (orgNumber is { Length: > 0 } && !settings.Organizations.Any(o => Same(o.Number, orgNumber)))
            return Fail(-1, $"组织{orgNumber}不存在");
        return Open(settings, orgNumber, endOthers);
    }

    private Reply Open(KingdeeSettings settings, string? orgNumber, bool endOthers)
    {
        Interlocked.Increment(ref _logins);
        var session = sessions.Begin(settings.UserName, orgNumber, endOthers || settings.SingleLogin);
        var org = settings.Organizations.FirstOrDefault(o => Same(o.Number, orgNumber ?? "")) ?? settings.Organizations.FirstOrDefault();
        var body = new
        {
            Message = (string?)null,
            // The vendor fills this on success as well: a client must not test it.
            MessageCode = "CheckPasswordPolicy",
            LoginResultType = 1,
            Context = new
            {
                UserLocale = "zh-CN",
                LogLocale = "zh-CN",
                DBid = settings.AcctId,
                DatabaseType = 3,
                SessionId = session.Id,
                UserId = 100007,
                UserName = settings.UserName,
                CustomName = "示例集团",
                DisplayVersion = "9.0.553.10",
                DataCenterName = "示例账套",
                UserToken = Guid.NewGuid(),
                CurrentOrganizationInfo = new
                {
                    ID = org?.Id,
                    AcctOrgType = "1",
                    Name = org?.Name,
                    FunctionIds = new[] { 101, 102 },
                },
                ClientType = 32,
                IsDeployAsPublicCloud = false,
                TenantId = "",
                DataCenterNumber = "001",
            },
            KDSVCSessionId = session.Id,
            FormId = (string?)null,
            ErrorStackTrace = (string?)null,
            Lcid = 0,
            AccessToken = (string?)null,
            CustomParam = new { },
            IsSuccessByAPI = true,
        };
        return Reply.Text(JsonSerializer.Serialize(body, Answers.Json)) with
        {
            Headers =
            [
                ("Set-Cookie", $"kdservice-sessionid={session.Id}; path=/"),
                ("Set-Cookie", $"ASP.NET_SessionId={session.Id.Replace("-", "", StringComparison.Ordinal)[..24]}; path=/; HttpOnly"),
            ],
        };
    }

    private Reply Fail(int resultType, string message)
    {
        Interlocked.Increment(ref _failures);
        var body = new
        {
            Message = message,
            MessageCode = "",
            LoginResultType = resultType,
            Context = (object?)null,
            KDSVCSessionId = (string?)null,
            IsSuccessByAPI = false,
        };
        return Reply.Text(JsonSerializer.Serialize(body, Answers.Json));
    }

    private static bool Flag(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) || text is "1";

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}
