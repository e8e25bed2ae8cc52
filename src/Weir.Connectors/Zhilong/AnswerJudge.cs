using System.Collections.Concurrent;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Zhilong;

/// <summary>Decides what an answer means. RuoYi tells every failure with HTTP 200 and a code in the body (reference §3).</summary>
internal sealed class AnswerJudge(ZhilongSettings settings, ConnectionContext context)
{
    private readonly EnvelopeLayout _asked = EnvelopeLayout.From(settings.Envelope);
    private readonly ConcurrentDictionary<string, EnvelopeLayout> _pinned = new(StringComparer.Ordinal);

    /// <summary>The envelope in use for a path, for people.</summary>
    public string EnvelopeOf(string path) => LayoutOf(path).Name;

    /// <summary>True for a code that means success.</summary>
    public bool IsSuccess(string code) => _asked.OkCodes.Contains(code, StringComparer.Ordinal);

    /// <summary>Judges the answer of a list call; pins the envelope of the path on the first one that shows it.</summary>
    public Verdict List(string path, VendorAnswer answer)
    {
        var attempted = $"植隆 {path}";
        var outside = HttpVerdict.Of(answer, attempted, context.Time);
        // The wait that a 429 names in its header is better than the one known for a code in the body.
        if (outside is { Kind: ErrorKind.RateLimited })
            return Verdict.Bad(outside);
        var layout = LayoutOf(path);
        EnvelopeFindings found;
        try
        {
            found = EnvelopeScan.Read(answer.Body.Span, layout);
        }
        catch (JsonException e)
        {
            return outside is null ? Verdict.Bad(Malformed(attempted, e.Message, answer.Length, e)) : Outside(outside);
        }
        var refused = found.Code is not null && !layout.OkCodes.Contains(found.Code, StringComparer.Ordinal);
        if (refused)
            return Refused(attempted, found);
        return outside is not null ? Outside(outside) : Rows(path, attempted, answer, layout, found);
    }

    /// <summary>The error for a code in the body that does not mean success.</summary>
    public Verdict Refused(string attempted, EnvelopeFindings found)
    {
        var text = found.Message ?? "";
        var expired =
            settings.Expired.Codes.Contains(found.Code, StringComparer.Ordinal)
            || settings.Expired.Texts.Any(part => part.Length > 0 && text.Contains(part, StringComparison.Ordinal));
        var known = KnownError.Find(ZhilongErrors.Table, found.Code, text);
        // The guards come first: their texts never speak of the session, and a new sign-in would not help.
        expired &= known is null or { Kind: not ErrorKind.RateLimited };
        var kind = expired ? ErrorKind.Auth : known?.Kind ?? ErrorKind.Unknown;
        var advice = expired ? Advice() : known?.Advice ?? "此返回码未知，请查对方文档。";
        var error = new ConnectorException(kind, $"{attempted}: the vendor answered code {found.Code}: '{text}'. {advice}")
        {
            Code = found.Code,
            VendorText = text.Length <= 2000 ? text : text[..2000],
            RetryAfter =
                kind is not ErrorKind.RateLimited ? null
                : known?.Group is ZhilongErrors.RepeatGuard ? settings.RepeatDelay
                : ZhilongErrors.RateWindow,
        };
        return Verdict.Bad(error, expired);
    }

    private EnvelopeLayout LayoutOf(string path) => _pinned.TryGetValue(path, out var layout) ? layout : _asked;

    private Verdict Outside(ConnectorException error)
    {
        var expired = error.Kind is ErrorKind.Auth && error.Code is not "HTTP 403";
        return expired
            ? Verdict.Bad(
                new ConnectorException(ErrorKind.Auth, $"{error.Message}. {Advice()}") { Code = error.Code, VendorText = error.VendorText },
                expired: true
            )
            : Verdict.Bad(error);
    }

    private Verdict Rows(string path, string attempted, VendorAnswer answer, EnvelopeLayout layout, EnvelopeFindings found)
    {
        if (found.RowsSlot is null)
            return NoRows(path, attempted, answer, layout, found);
        if (_pinned.ContainsKey(path))
            return Verdict.Good(found);
        var pinned = layout.Pinned ? layout : layout.Pin(found.RowsSlot, found.Code);
        if (_pinned.TryAdd(path, pinned) && !layout.Pinned)
            context.Note($"植隆 {path}: the envelope is {pinned.Name}{(found.Total is null ? ", without a total" : "")}.");
        return Verdict.Good(found);
    }

    private Verdict NoRows(string path, string attempted, VendorAnswer answer, EnvelopeLayout layout, EnvelopeFindings found)
    {
        // AjaxResult.success(null) is how RuoYi says "nothing found"; a page of rows must say so by its total.
        var inRows = found.Members.Contains("rows", StringComparer.Ordinal);
        if (found.InsteadOfRows is "null" && (found.Total is 0 || (found.Total is null && found.Code is not null && !inRows)))
            return Verdict.Good(found);
        if (_pinned.ContainsKey(path) || (inRows && found.InsteadOfRows is not null))
            return Verdict.Bad(
                Malformed(attempted, $"the rows are {found.InsteadOfRows ?? "missing"}, not an array ({layout.Name})", answer.Length)
            );
        var members = string.Join(", ", found.Members);
        return Verdict.Bad(
            new ConnectorException(
                ErrorKind.Config,
                $"{attempted}: no rows were recognised in the answer (members: {members}). Set envelope.profile to custom with rowsPath and totalPath."
            )
            {
                Code = "envelope",
                VendorText = answer.Text(500),
            }
        );
    }

    private string Advice() =>
        settings.Auth.Mode switch
        {
            AuthMode.StaticHeader => $"请求头 {settings.Auth.Name} 未被接受：请更换 auth.value；若令牌会过期，请改用 auth.mode login。",
            AuthMode.Login => "重新登录后仍被拒绝：请核对 auth.headerName、auth.headerTemplate 与 auth.tokenPath。",
            AuthMode.AppKeySign => "签名未被接受：请核对 auth.appKey、appSecret、algorithm、placement 与本机时钟。",
            AuthMode.IpWhitelist => "请确认本机出口地址已加入对方白名单。",
            _ => "接口要求认证：请设置 auth.mode。",
        };

    private static ConnectorException Malformed(string attempted, string what, int length, Exception? inner = null) =>
        new(ErrorKind.Transient, $"{attempted}: malformed answer: {what} ({length} bytes received)", inner) { Code = "malformed" };
}
