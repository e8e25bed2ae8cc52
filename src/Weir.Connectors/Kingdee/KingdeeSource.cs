using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Kingdee;

/// <summary>Settings of a node that reads documents (reference §6).</summary>
internal sealed record KingdeeQuerySettings
{
    [Field("表单标识", "Form id", Help = "For example SAL_SaleOrder.")]
    public required string FormId { get; init; }

    [Field("查询字段", "Field keys", Help = "For example FCUSTID, FNumber, FTRADINGCURRID.FNumber; an entry's row id is FEntity_FEntryID.")]
    public required IReadOnlyList<string> FieldKeys { get; init; }

    [Field("过滤条件", "Filter", Help = "An SQL fragment on field keys, for example FUseOrgId.FNumber='100' AND FDocumentStatus='C'.")]
    public string Filter { get; init; } = "";

    [Field(
        "排序",
        "Order",
        Help = "Default: the primary key. Primary key and entry row ids that are missing are added: without a unique order pages lose rows."
    )]
    public string Order { get; init; } = "";

    [Field("每页行数", "Rows a page", Help = "2000 works everywhere; newer builds allow 10000.", Min = 1, Max = 10000)]
    public int Limit { get; init; } = KingdeeQuery.PageRows;

    [Field(
        "时间字段",
        "Window field",
        Help = "Field of the time window, for example FModifyDate or FApproveDate; empty = everything is read each time."
    )]
    public string WindowField { get; init; } = "FModifyDate";

    [Field("服务器时区", "Time zone", Help = "Kingdee's times are the server's local ones.")]
    public string TimeZone { get; init; } = "Asia/Shanghai";

    [Field("主键字段", "Primary key field", Help = "Only for forms of your own that are not bills.")]
    public string? PkField { get; init; }

    [Field("子系统", "Subsystem")]
    public string SubSystemId { get; init; } = "";
}

/// <summary>Reads by ExecuteBillQuery (rows as arrays) or BillQuery (rows as objects); the cursor is StartRow.</summary>
internal sealed class KingdeeSource : ISource
{
    private readonly KingdeeClient _client;
    private readonly KingdeeQuerySettings _settings;
    private readonly bool _objects;
    private readonly string _order;
    private readonly TimeZoneInfo _zone;
    private readonly byte[][] _keys;

    public KingdeeSource(KingdeeClient client, KingdeeQuerySettings settings, bool objects)
    {
        (_client, _settings, _objects) = (client, settings, objects);
        if (settings.FieldKeys.Count == 0)
            throw new ConnectorException(ErrorKind.Config, $"A query of {settings.FormId} needs at least one field in fieldKeys.");
        _order = UniqueOrder(settings);
        _zone = Zone(settings.TimeZone);
        _keys = [.. settings.FieldKeys.Select((k, i) => (byte[])[.. i == 0 ? "{"u8 : ","u8, .. KingdeeJson.Text(k), .. ":"u8])];
    }

    public async Task<SourcePage> ReadAsync(SourceSlice slice, string? cursor, CancellationToken cancellationToken)
    {
        var start = cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        var question = new KingdeeQuestion(_settings.FormId, _settings.FieldKeys, Filter(slice))
        {
            Order = _order,
            StartRow = start,
            Limit = _settings.Limit,
            SubSystemId = _settings.SubSystemId,
        };
        var call = KingdeeQuery.Call(_objects ? "BillQuery" : "ExecuteBillQuery", question);
        using var reply = await _client.CallAsync(call, trace: null, cancellationToken);
        KingdeeQuery.ThrowIfError(call, reply);
        var json = KingdeeAnswers.Json(reply.Answer);
        var bytes = reply.Answer.Length;
        var records = Records(call, json.Span);
        // No total is told: a page that is not full is the last (§6.1). A build that allows 2000 cuts a larger Limit down without a word.
        var full = records.Count >= _settings.Limit || (_settings.Limit > KingdeeQuery.PageRows && records.Count == KingdeeQuery.PageRows);
        var next = full ? (start + records.Count).ToString(CultureInfo.InvariantCulture) : null;
        return new SourcePage(records, next) { Bytes = bytes };
    }

    /// <summary>The order of the settings, made unique by the primary key and every entry row id that is asked for (§6.1).</summary>
    internal static string UniqueOrder(KingdeeQuerySettings settings)
    {
        var pk = settings.PkField ?? KingdeeForms.Find(settings.FormId)?.Pk ?? settings.FieldKeys.FirstOrDefault(IsPk) ?? "FID";
        var parts = settings.Order.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        var named = parts.Select(p => p.Split(' ')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var key in settings.FieldKeys.Where(k => k.EndsWith("_FEntryID", StringComparison.OrdinalIgnoreCase)).Prepend(pk))
            if (named.Add(key))
                parts.Add($"{key} ASC");
        return string.Join(",", parts);
    }

    /// <summary>The filter of the settings and the window, in the server's local time, widened to whole seconds.</summary>
    internal string Filter(SourceSlice slice)
    {
        var parts = new List<string>();
        if (_settings.Filter.Trim().Length > 0)
            parts.Add(slice.From is null && slice.To is null ? _settings.Filter : $"({_settings.Filter})");
        if (_settings.WindowField.Length > 0)
        {
            if (slice.From is { } from)
                parts.Add($"{_settings.WindowField}>='{Local(from)}'");
            if (slice.To is { } to)
                parts.Add($"{_settings.WindowField}<='{Local(to.AddTicks(TimeSpan.TicksPerSecond - 1))}'");
        }
        return string.Join(" AND ", parts);
    }

    private static bool IsPk(string key) => key is "FID" or "FMASTERID";

    private string Local(DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, _zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>China has had one offset since 1991, and small containers have no zone data.</summary>
    private static TimeZoneInfo Zone(string id)
    {
        if (id is "Asia/Shanghai")
            return TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.FromHours(8), id, id);
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : throw new ConnectorException(
                ErrorKind.Config,
                $"Time zone '{id}' is not known on this machine; write for example Asia/Shanghai."
            );
    }

    private RecordSlab Records(KingdeeCall call, ReadOnlySpan<byte> json)
    {
        if (json[0] != (byte)'[')
            throw KingdeeQuery.NotRows(call, "no array");
        var rows = JsonScan.Elements(json, 0, out _);
        if (_objects)
            return Objects(call, json, rows);
        var length = json.Length;
        foreach (var key in _keys)
            length += key.Length * rows.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length + rows.Length + 1);
        try
        {
            var extents = new RecordExtent[rows.Length];
            var at = 0;
            foreach (var (i, row) in rows.Index())
            {
                var start = at;
                at = WriteRow(call, json.Slice(row.Offset, row.Length), buffer, at);
                extents[i] = new RecordExtent(start, at - start);
            }
            var slab = RecordSlab.Own(buffer, at, extents);
            buffer = null;
            return slab;
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Keys and raw values side by side: numbers keep their digits, nothing is parsed twice.</summary>
    private int WriteRow(KingdeeCall call, ReadOnlySpan<byte> row, byte[] buffer, int at)
    {
        if (row[0] != (byte)'[')
            throw KingdeeQuery.NotRows(call, "a row is no array");
        var values = JsonScan.Elements(row, 0, out _);
        if (values.Length != _keys.Length)
            throw KingdeeQuery.NotRows(call, $"{_keys.Length} fields were asked for and a row has {values.Length} values");
        for (var i = 0; i < values.Length; i++)
        {
            _keys[i].CopyTo(buffer.AsSpan(at));
            at += _keys[i].Length;
            row.Slice(values[i].Offset, values[i].Length).CopyTo(buffer.AsSpan(at));
            at += values[i].Length;
        }
        buffer[at] = (byte)'}';
        return at + 1;
    }

    private static RecordSlab Objects(KingdeeCall call, ReadOnlySpan<byte> json, RecordExtent[] rows)
    {
        foreach (var row in rows)
            if (json[row.Offset] != (byte)'{')
                throw KingdeeQuery.NotRows(call, "a row is no object");
        var buffer = ArrayPool<byte>.Shared.Rent(json.Length);
        json.CopyTo(buffer);
        return RecordSlab.Own(buffer, json.Length, rows);
    }
}
