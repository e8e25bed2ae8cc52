using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Weir.MainJob.Sink;

/// <summary>金蝶云星空 WebAPI, as much of it as the main job calls: login, saves, queries, metadata.</summary>
internal sealed class SinkServer
{
    private const string Suffix = ".common.kdsvc";
    private readonly Customers _customers = new();
    private readonly ConcurrentBag<SinkCall> _idle = [];
    private readonly FirstCall _first = new();
    private long _calls;
    private long _queries;

    public static Task<int> RunAsync(Options options) => LoopbackHost.RunAsync(options, new SinkServer().HandleAsync);

    private Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path is "/_counts" or "/_reset" or "/_clock")
        {
            if (path is "/_reset")
                Reset();
            else if (path is "/_clock")
                _first.Reset();
            var counts = _customers.Counts(_first.Ticks, _calls, _queries);
            return LoopbackHost.WriteJsonAsync(context.Response, Encoding.UTF8.GetBytes(counts));
        }
        _first.Note();
        Interlocked.Increment(ref _calls);
        return CallAsync(context, Operation(path));
    }

    private void Reset()
    {
        _customers.Clear();
        _first.Reset();
        _calls = _queries = 0;
    }

    /// <summary>The method name in <c>/k3cloud/Namespace.Service.Method.common.kdsvc</c>, in capitals.</summary>
    private static string Operation(string path)
    {
        if (!path.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
            return "";
        var stem = path.AsSpan(0, path.Length - Suffix.Length);
        return stem[(stem.LastIndexOf('.') + 1)..].ToString().ToUpperInvariant();
    }

    private async Task CallAsync(HttpContext context, string operation)
    {
        if (!_idle.TryTake(out var call))
            call = new SinkCall();
        await call.ReadBodyAsync(context.Request);
        await LoopbackHost.WriteJsonAsync(context.Response, Answer(context.Response, call, operation));
        _idle.Add(call);
    }

    private ReadOnlyMemory<byte> Answer(HttpResponse response, SinkCall call, string operation)
    {
        switch (operation)
        {
            case "BATCHSAVE" or "SAVE" or "DRAFT":
                RequestForms.Read(call.Body, call.Save.Read);
                _customers.Save(call.Save.Packages, call.Ids);
                SaveAnswer.Write(call.Answer, call.Save, call.Ids, single: operation is not "BATCHSAVE");
                return call.Answer.WrittenMemory;
            case "EXECUTEBILLQUERY" or "BILLQUERY":
                Interlocked.Increment(ref _queries);
                var query = new CustomerQuery();
                RequestForms.Read(call.Body, query.Read);
                query.Answer(call.Answer, _customers, asObjects: operation is "BILLQUERY");
                return call.Answer.WrittenMemory;
            case "QUERYBUSINESSINFO":
                return FixedAnswers.BusinessInfo;
            case "LOGINBYSIGN" or "LOGINBYAPPSECRET" or "VALIDATEUSER":
                response.Headers.Append("Set-Cookie", $"kdservice-sessionid={FixedAnswers.SessionId}; path=/");
                response.Headers.Append("Set-Cookie", "ASP.NET_SessionId=benchmainjobsession0000; path=/; HttpOnly");
                return FixedAnswers.Login;
            case "SUBMIT" or "AUDIT" or "UNAUDIT" or "CANCELASSIGN" or "LOGOUT":
                return FixedAnswers.Done;
            default:
                response.StatusCode = StatusCodes.Status404NotFound;
                return ReadOnlyMemory<byte>.Empty;
        }
    }
}
