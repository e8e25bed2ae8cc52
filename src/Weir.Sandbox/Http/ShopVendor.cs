using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Weir.Sandbox.Faults;

namespace Weir.Sandbox.Http;

/// <summary>A web shop with an ordinary REST interface: orders and products to read, shipments to write.</summary>
internal sealed class ShopVendor
{
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly Lock _rateGate = new();
    private long _minute;
    private int _callsOfMinute;

    public ShopVendor(SandboxOptions options, VendorClock clock, FaultBook faults, Delivery delivery)
    {
        Clock = clock;
        Faults = faults;
        Delivery = delivery;
        Gate = new ShopGate(clock);
        Orders = new ShopOrders(options.Orders, options.Seed, options.Anchor?.ToOffset(VendorClock.China).DateTime ?? clock.ChinaNow());
    }

    public VendorClock Clock { get; }
    public FaultBook Faults { get; }
    public Delivery Delivery { get; }
    public ShopGate Gate { get; }
    public ShopOrders Orders { get; }
    public ShopShipments Shipments { get; } = new();
    public ShopSettings Settings { get; set; } = new();

    public object Report() =>
        new
        {
            settings = Settings,
            counters = new { calls = _calls.ToDictionary(StringComparer.Ordinal), tokens = Gate.TokensIssued },
            records = new { orders = Orders.Count, shipments = Shipments.All.Count },
            duplicates = Shipments.Duplicates,
        };

    public void Count(string operation) => _calls.AddOrUpdate(operation, 1, (_, n) => n + 1);

    /// <summary>Carries a call out, unless the caller is not known or a fault keeps it from it.</summary>
    public Reply Answer(ShopRequest request, FaultDraw draw, Func<ShopRequest, FaultDraw, Reply> work)
    {
        if (draw.Has(FaultKind.KickSession))
            Gate.ForgetAll();
        if (draw.Has(FaultKind.SessionLost))
            Gate.Forget(request);
        if (draw.Has(FaultKind.Unauthorized401InBody))
            return Failed(401, "登录已失效", StatusCodes.Status200OK);
        if (draw.Has(FaultKind.SessionLost) || draw.Has(FaultKind.KickSession) || !Gate.Allows(request, Settings))
            return Failed(401, "未认证", StatusCodes.Status401Unauthorized);
        if (IsOverRate())
            return Failed(429, "调用过于频繁", StatusCodes.Status429TooManyRequests) with { Headers = [("Retry-After", "7")] };
        try
        {
            return work(request, draw);
        }
        catch (FormatException wrong)
        {
            return Failed(400, wrong.Message, StatusCodes.Status400BadRequest);
        }
    }

    /// <summary>Orders by page number from 1.</summary>
    public Reply ByPage(ShopRequest request, FaultDraw draw)
    {
        var size = Size(request, "size");
        var page = Math.Max(1, request.Whole("page", 1)) - (draw.Has(FaultKind.RepeatedPage) ? 1 : 0);
        var found = Found(request);
        if (Settings.RepeatLastPage)
            page = Math.Min(page, Math.Max(1, (found.Count + size - 1) / size));
        return List(found, (Math.Max(1, page) - 1) * size, size, draw, next: null);
    }

    /// <summary>Orders by rows to skip.</summary>
    public Reply ByOffset(ShopRequest request, FaultDraw draw) =>
        List(Found(request), request.Whole("offset", 0), Size(request, "limit"), draw, next: null);

    /// <summary>Orders by a cursor that the answer before told.</summary>
    public Reply ByCursor(ShopRequest request, FaultDraw draw)
    {
        var (found, size) = (Found(request), Size(request, "limit"));
        var start = 0;
        if (request.Param("cursor") is { Length: > 0 } cursor)
            start =
                cursor.StartsWith("c-", StringComparison.Ordinal)
                && int.TryParse(cursor.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var at)
                    ? at
                    : throw new FormatException("cursor 无效");
        var end = start + size;
        return List(found, start, size, draw, next: end < found.Count ? $"c-{end:x}" : "");
    }

    public static Reply Products(ShopRequest request, FaultDraw draw)
    {
        var wanted = request.Many("sku");
        var found = wanted.Count == 0 ? Enumerable.Range(0, ShopProducts.Count) : wanted.Select(ShopProducts.IndexOf).OfType<int>();
        return Ok(json =>
        {
            json.WriteStartArray("list");
            foreach (var index in found)
                ShopProducts.Write(json, index);
            json.WriteEndArray();
        });
    }

    public static Reply Product(ShopRequest request, FaultDraw draw) =>
        ShopProducts.IndexOf(request.Route["sku"]) is { } index
            ? Ok(json =>
            {
                json.WritePropertyName("product");
                ShopProducts.Write(json, index);
            })
            : Failed(404, "没有该商品", StatusCodes.Status404NotFound);

    public Reply Ship(ShopRequest request, FaultDraw draw)
    {
        if (ShopShipments.Fault(request.Json as JsonObject) is { } fault)
            return Failed(4001, fault, StatusCodes.Status422UnprocessableEntity);
        var key = Settings.Idempotent ? request.Headers.GetValueOrDefault("Idempotency-Key") : null;
        return Shipped(Shipments.Add(request.Json!.AsObject(), key));
    }

    public Reply Replace(ShopRequest request, FaultDraw draw)
    {
        if (ShopShipments.Fault(request.Json as JsonObject) is { } fault)
            return Failed(4001, fault, StatusCodes.Status422UnprocessableEntity);
        return Shipments.Replace(request.Route["id"], request.Json!.AsObject()) is { } shipment
            ? Shipped(shipment)
            : Failed(404, "没有该发货单", StatusCodes.Status404NotFound);
    }

    /// <summary>Takes the good ones of a batch; HTTP 200 with a code even when some are refused.</summary>
    public Reply ShipMany(ShopRequest request, FaultDraw draw)
    {
        if (request.Json?["list"] is not JsonArray list)
            return Failed(4000, "缺少 list", StatusCodes.Status400BadRequest);
        var struck = draw.Packages(FaultKind.PartialFailure, list.Count);
        var faults = list.Select((item, i) => struck.Contains(i) ? "随机拒绝" : ShopShipments.Fault(item as JsonObject)).ToArray();
        var added = list.Select((item, i) => faults[i] is null ? Shipments.Add(item!.DeepClone().AsObject(), key: null) : null).ToArray();
        return Envelope(
            faults.All(fault => fault is null) ? 0 : 207,
            faults.All(fault => fault is null) ? "ok" : "部分失败",
            StatusCodes.Status200OK,
            json =>
            {
                json.WriteStartArray("results");
                foreach (var shipment in added)
                {
                    json.WriteStartObject();
                    json.WriteString("id", shipment?.Id);
                    json.WriteString("no", shipment?.No);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteStartArray("errors");
                foreach (var (index, fault) in faults.Index())
                {
                    if (fault is null)
                        continue;
                    json.WriteStartObject();
                    json.WriteNumber("index", index);
                    json.WriteNumber("code", 4001);
                    json.WriteString("message", fault);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
        );
    }

    public Reply FindShipments(ShopRequest request, FaultDraw draw) =>
        Ok(json =>
        {
            json.WriteStartArray("list");
            foreach (var shipment in Shipments.All)
                if (request.Param("outId") is not { } outId || string.Equals(shipment.OutId, outId, StringComparison.Ordinal))
                    shipment.Write(json);
            json.WriteEndArray();
        });

    private IReadOnlyList<ShopOrder> Found(ShopRequest request) =>
        Orders.Find(Time(request.Param("updatedFrom")), Time(request.Param("updatedTo")), request.Param("status"));

    private Reply List(IReadOnlyList<ShopOrder> found, int start, int size, FaultDraw draw, string? next) =>
        Ok(json =>
        {
            if (Settings.TellTotal)
            {
                json.WriteNumber("total", found.Count + (draw.Has(FaultKind.TotalChanges) ? 1 + start / size % 5 : 0));
                json.WriteBoolean("hasNext", start + size < found.Count);
            }
            json.WriteStartArray("list");
            foreach (var order in found.Skip(start).Take(size))
                Orders.Write(json, order);
            json.WriteEndArray();
            if (next is not null)
                json.WriteString("next", next);
        });

    private int Size(ShopRequest request, string name)
    {
        var size = Math.Max(1, request.Whole(name, 20));
        return Settings.MaxPageSize > 0 ? Math.Min(size, Settings.MaxPageSize) : size;
    }

    private static Reply Shipped(Shipment shipment) =>
        Ok(json =>
        {
            json.WriteString("id", shipment.Id);
            json.WriteString("no", shipment.No);
        });

    private static Reply Ok(Action<Utf8JsonWriter> data) => Envelope(0, "ok", StatusCodes.Status200OK, data);

    private static Reply Failed(int code, string message, int status) => Envelope(code, message, status, data: null);

    private static Reply Envelope(int code, string message, int status, Action<Utf8JsonWriter>? data)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, SandboxJson.Writer))
        {
            json.WriteStartObject();
            json.WriteNumber("code", code);
            json.WriteString("msg", message);
            if (data is null)
                json.WriteNull("data");
            else
            {
                json.WriteStartObject("data");
                data(json);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return new Reply(buffer.WrittenMemory, status);
    }

    private static DateTime? Time(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
        : throw new FormatException($"时间格式应为 yyyy-MM-dd HH:mm:ss：{text}");

    private bool IsOverRate()
    {
        if (Settings.CallsPerMinute == 0)
            return false;
        lock (_rateGate)
        {
            var minute = Clock.GetUtcNow().ToUnixTimeSeconds() / 60;
            _callsOfMinute = minute == _minute ? _callsOfMinute + 1 : 1;
            _minute = minute;
            return _callsOfMinute > Settings.CallsPerMinute;
        }
    }
}
