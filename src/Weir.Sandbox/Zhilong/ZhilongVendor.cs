using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Weir.Sandbox.Faults;

namespace Weir.Sandbox.Zhilong;

/// <summary>The business platform 植隆: five lists and a login.</summary>
internal sealed class ZhilongVendor
{
    private readonly ConcurrentDictionary<string, (long Minute, int Calls)> _rates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _recent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private long _rowsSent;

    public ZhilongVendor(SandboxOptions options, VendorClock clock, FaultBook faults, Delivery delivery)
    {
        Seed = options.Seed;
        Clock = clock;
        Faults = faults;
        Delivery = delivery;
        Gate = new ZhilongGate(clock);
        Lists =
        [
            List("agentInfo/list", "agentId", AgentRows.Write, 0),
            List("customersInfo/customers/list", "customerId", OtherRows.Customer, 1),
            List("agentReadyApply/list", "applyId", OtherRows.ReadyApply, 2),
            List("serviceOrder/list", "serviceOrderId", OtherRows.ServiceOrder, 3),
            List("agentInvoiceApply/listQuery", "invoiceApplyId", OtherRows.InvoiceApply, 4),
        ];

        ZhilongList List(string name, string idField, RowWriter write, int salt) =>
            new(
                name,
                idField,
                new ZhilongTable(
                    options.Agents,
                    options.Seed + salt,
                    options.Anchor?.ToOffset(TimeSpan.FromHours(8)).DateTime ?? clock.ChinaNow()
                ),
                write,
                options.Seed
            );
    }

    public int Seed { get; }
    public VendorClock Clock { get; }
    public FaultBook Faults { get; }
    public Delivery Delivery { get; }
    public ZhilongGate Gate { get; }
    public IReadOnlyList<ZhilongList> Lists { get; }
    public ZhilongSettings Settings { get; set; } = new();

    public object Report() =>
        new
        {
            settings = Settings,
            counters = new
            {
                calls = _calls.ToDictionary(StringComparer.Ordinal),
                rowsSent = Interlocked.Read(ref _rowsSent),
                logins = Gate.Logins,
                rows = Lists.ToDictionary(l => l.Name, l => l.Table.Count, StringComparer.Ordinal),
            },
        };

    public void Count(string operation) => _calls.AddOrUpdate(operation, 1, (_, n) => n + 1);

    public Reply Login(ZhilongRequest request)
    {
        var (token, refusal) = Gate.Login(request, Settings);
        return token is null
            ? Envelope.Error(500, refusal!)
            : Reply.Text(
                JsonSerializer.Serialize(
                    new
                    {
                        msg = "操作成功",
                        code = 200,
                        token,
                    },
                    SandboxJson.Options
                )
            );
    }

    public Reply Answer(ZhilongList list, ZhilongRequest request, FaultDraw draw)
    {
        var settings = Settings;
        if (draw.Has(FaultKind.KickSession))
            Gate.ForgetTokens();
        if (draw.Has(FaultKind.SessionLost))
            Gate.Forget(request);
        if (draw.Has(FaultKind.SessionLost) || draw.Has(FaultKind.KickSession) || draw.Has(FaultKind.Unauthorized401InBody))
            return Envelope.Unauthorized(request.Path);
        if (!Gate.Allows(request, settings))
            return Envelope.Unauthorized(request.Path);
        if (request.BodyError is { } wrong)
            return Envelope.Error(500, wrong);
        if (IsOverRate(request.Path, settings))
            return Envelope.Error(500, "访问过于频繁，请稍候再试");
        if (settings.RepeatGuard && IsRepeat(request, settings))
            return Envelope.Error(500, "不允许重复提交，请稍候再试");
        try
        {
            var other = list.Other(request.Filters);
            var filter = ZhilongFilter.Read(request.Filters, settings.CreateTimeFilters, other);
            return Page(list, filter, PageRequest.Read(request.Parameters, settings), draw, settings);
        }
        catch (FormatException badTime)
        {
            return Envelope.Error(500, badTime.Message);
        }
    }

    private Reply Page(ZhilongList list, ZhilongFilter filter, PageRequest page, FaultDraw draw, ZhilongSettings settings)
    {
        if (draw.Has(FaultKind.RepeatedPage))
            page = page with { Number = Math.Max(1, page.Number - 1) };
        if (draw.Has(FaultKind.HugePage))
            page = page with { Size = page.Size * 20 };
        var (rows, total) = list.Table.Page(filter, settings, page.Slice);
        if (draw.Has(FaultKind.TotalChanges))
            total += 1 + page.Number % 5;
        Interlocked.Add(ref _rowsSent, rows.Count);
        return Envelope.Rows(
            settings.Profile,
            total,
            json =>
            {
                json.WriteStartArray();
                foreach (var row in rows)
                    list.Write(new RowFields(json, settings), row, Seed);
                if (draw.Has(FaultKind.BigRecord))
                    BigRecord(json);
                json.WriteEndArray();
            }
        );
    }

    /// <summary>A row that no table holds: its id is negative so that it can be told apart.</summary>
    private static void BigRecord(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("agentId", -1);
        json.WriteString("agentName", "超大备注有限公司");
        json.WriteString("updateTime", "2020-01-01 00:00:00");
        json.WriteString("remark", new string('长', 350_000));
        json.WriteEndObject();
    }

    private bool IsOverRate(string path, ZhilongSettings settings)
    {
        if (settings.CallsPerMinute == 0)
            return false;
        var minute = Clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        var rate = _rates.AddOrUpdate(path, (minute, 1), (_, old) => old.Minute == minute ? (minute, old.Calls + 1) : (minute, 1));
        return rate.Calls > settings.CallsPerMinute;
    }

    /// <summary>The same URL and the same body within the guard's time; the query counts as part of the parameters, as in RuoYi.</summary>
    private bool IsRepeat(ZhilongRequest request, ZhilongSettings settings)
    {
        var now = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var query = string.Join('&', request.Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));
        var key = $"{request.Path}\n{query}\n{request.Body}";
        if (_recent.TryGetValue(key, out var before) && now - before < settings.RepeatGuardMs)
            return true;
        _recent[key] = now;
        if (_recent.Count > 10_000)
        {
            foreach (var (old, at) in _recent)
            {
                if (now - at >= settings.RepeatGuardMs)
                    _recent.TryRemove(old, out _);
            }
        }
        return false;
    }
}

/// <summary>Which page is asked for; RuoYi's defaults are 1 and 10.</summary>
internal readonly record struct PageRequest(int Number, int Size, bool Reasonable)
{
    public static PageRequest Read(IReadOnlyDictionary<string, string> parameters, ZhilongSettings settings)
    {
        var size = Int("pageSize", 10);
        if (settings.MaxPageSize > 0)
            size = Math.Min(size, settings.MaxPageSize);
        var reasonable = settings.Reasonable && parameters.GetValueOrDefault("reasonable") is not "false";
        return new PageRequest(Int("pageNum", 1), size, reasonable);

        int Int(string name, int otherwise) =>
            int.TryParse(parameters.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
                ? value
                : otherwise;
    }

    public (int Skip, int Take) Slice(int total)
    {
        var last = Math.Max(1, (int)(((long)total + Size - 1) / Size));
        var number = Reasonable ? Math.Min(Number, last) : Number;
        return ((int)Math.Min(int.MaxValue / 2, (number - 1L) * Size), Size);
    }
}
