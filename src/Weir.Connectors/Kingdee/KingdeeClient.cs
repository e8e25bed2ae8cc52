using System.Net.Http.Headers;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Http;

namespace Weir.Connectors.Kingdee;

/// <summary>One call of DynamicFormService.</summary>
/// <param name="Operation">The vendor's name, in the vendor's spelling.</param>
/// <param name="Subject">Form or other thing it is about, for sentences.</param>
/// <param name="Body">Request body.</param>
/// <param name="Writes">True if it changes something.</param>
internal sealed record KingdeeCall(string Operation, string Subject, ReadOnlyMemory<byte> Body, bool Writes)
{
    public string Attempted => $"Kingdee {Operation} {Subject}";
}

/// <summary>An answer that is not a failure of the whole call. Disposed by whoever called.</summary>
/// <param name="answer">The answer.</param>
/// <param name="status">Its envelope; null for rows.</param>
internal sealed class KingdeeReply(VendorAnswer answer, KingdeeStatus? status) : IDisposable
{
    public VendorAnswer Answer { get; } = answer;

    public KingdeeStatus? Status { get; } = status;

    public void Dispose() => Answer.Dispose();
}

/// <summary>The wire (reference §1): one POST per call, with the session of the connection or with signed headers.</summary>
internal sealed class KingdeeClient(ConnectionContext context, KingdeeSettings settings)
{
    // A lost session is renewed and the call replayed; a second loss can be another program logging in as the same user.
    private const int Renewals = 2;

    // As long as calls succeed in between, a session that is lost again was taken by somebody, and no setting is wrong.
    private static readonly TimeSpan Proven = TimeSpan.FromMinutes(10);

    private readonly Uri _root = settings.Root();
    private long _workedAt;

    /// <summary>The address of a service; its spelling matters because header mode signs the path (§1).</summary>
    public Uri Address(string operation, string service = "DynamicFormService") =>
        new(_root, $"Kingdee.BOS.WebApi.ServicesStub.{service}.{operation}.common.kdsvc");

    /// <summary>A call as it would be sent.</summary>
    public RequestPreview Preview(KingdeeCall call) => new("POST", Address(call.Operation).AbsoluteUri, call.Body);

    /// <summary>Makes a call; signs in again and replays it when the session is lost, since then nothing was executed (§2.3, inferred).</summary>
    /// <param name="call">The call.</param>
    /// <param name="trace">Takes the exchanges; null when nobody keeps them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ConnectorException">The call failed as a whole.</exception>
    public async Task<KingdeeReply> CallAsync(KingdeeCall call, ICollection<Exchange>? trace, CancellationToken cancellationToken)
    {
        var token = settings.Auth == KingdeeAuth.HeaderSign ? null : await context.Session.GetAsync(cancellationToken);
        for (var renewed = 0; ; renewed++)
        {
            var answer = await SendAsync(call, token, trace, cancellationToken);
            try
            {
                var status = KingdeeAnswers.Inspect(call.Attempted, call.Writes, answer, out var lost);
                if (!lost)
                {
                    Volatile.Write(ref _workedAt, context.Time.GetUtcNow().UtcTicks);
                    var reply = new KingdeeReply(answer, status);
                    answer = null;
                    return reply;
                }
            }
            finally
            {
                answer?.Dispose();
            }
            if (token is null || renewed == Renewals)
                throw StillLost(call, token is null);
            token = await context.Session.RenewAsync(token, cancellationToken);
        }
    }

    /// <summary>Sends a body with a session that was just made, for what belongs to the sign-in itself.</summary>
    public async Task<VendorAnswer> PostAsync(
        Uri address,
        ReadOnlyMemory<byte> body,
        KingdeeSession? session,
        string attempted,
        bool writes,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.ExpectContinue = false;
        session?.Apply(request.Headers);
        if (settings.Auth == KingdeeAuth.HeaderSign)
            foreach (
                var (name, value) in KingdeeSignature.Headers(
                    settings,
                    address.AbsolutePath,
                    context.Time.GetUtcNow().ToUnixTimeMilliseconds(),
                    Guid.NewGuid().ToString("N")
                )
            )
                request.Headers.TryAddWithoutValidation(name, value);
        return await VendorHttp.SendAsync(context.Http, request, attempted, writes, context.Limits.CallTimeout, cancellationToken);
    }

    private async Task<VendorAnswer> SendAsync(
        KingdeeCall call,
        SessionToken? token,
        ICollection<Exchange>? trace,
        CancellationToken cancellationToken
    )
    {
        var session = token is null ? null : KingdeeSession.From(token.Value);
        try
        {
            var answer = await PostAsync(Address(call.Operation), call.Body, session, call.Attempted, call.Writes, cancellationToken);
            trace?.Add(new Exchange(Preview(call), answer.Body.ToArray()) { Status = (int)answer.Status });
            return answer;
        }
        catch (ConnectorException)
        {
            trace?.Add(new Exchange(Preview(call), ReadOnlyMemory<byte>.Empty));
            throw;
        }
    }

    private ConnectorException StillLost(KingdeeCall call, bool signedHeaders)
    {
        var proven = context.Time.GetUtcNow().UtcTicks - Volatile.Read(ref _workedAt) < Proven.Ticks;
        return new ConnectorException(
            proven ? ErrorKind.Transient : ErrorKind.Config,
            signedHeaders
                ? $"{call.Attempted}: Kingdee answers 会话信息已丢失 to a signed call. It says so for a wrong appId, appSecret, userName or acctId, "
                    + "and for an address that is not on its white list."
                : $"{call.Attempted}: Kingdee says 会话信息已丢失 although the sign-in has just succeeded. Usual causes: a wrong appId, an address "
                    + "that is not on the white list, or another program that signs in as the same user under a single-login policy."
        )
        {
            Code = KingdeeErrors.Code(1),
            VendorText = "会话信息已丢失，请重新登录",
        };
    }
}
