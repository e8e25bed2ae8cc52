using System.Globalization;
using System.Text;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Records;

namespace Weir.Connectors.Kingdee;

/// <summary>Reads by ExecuteBillQuery (rows as arrays) or BillQuery (rows as objects); the cursor is StartRow, or the last primary key.</summary>
internal sealed class KingdeeSource : ISource
{
    private readonly KingdeeClient _client;
    private readonly KingdeeQuerySettings _settings;
    private readonly bool _objects;
    private readonly KingdeeRows _rows;
    private readonly string _pk;
    private readonly int _pkAt;
    private readonly string _order;
    private readonly TimeZoneInfo _zone;

    public KingdeeSource(KingdeeClient client, KingdeeQuerySettings settings, bool objects)
    {
        (_client, _settings, _objects) = (client, settings, objects);
        if (settings.FieldKeys.Count == 0)
            throw new ConnectorException(ErrorKind.Config, $"A query of {settings.FormId} needs at least one field in fieldKeys.");
        _rows = new KingdeeRows(settings.FieldKeys);
        _pk = Pk(settings);
        _pkAt = settings.FieldKeys.Index().FirstOrDefault(k => Same(k.Item, _pk), (Index: -1, Item: "")).Index;
        if (ByKey && (_pkAt < 0 || settings.Order.Length > 0))
            throw new ConnectorException(
                ErrorKind.Config,
                $"Paging by key needs {_pk} among fieldKeys and no order of its own; or use paging startRow."
            );
        _order = UniqueOrder(settings);
        _zone = Zone(settings.TimeZone);
    }

    private bool ByKey => _settings.Paging == KingdeePaging.Key;

    public async Task<SourcePage> ReadAsync(SourceSlice slice, string? cursor, CancellationToken cancellationToken)
    {
        var start = cursor is null || ByKey ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
        var question = new KingdeeQuestion(_settings.FormId, _settings.FieldKeys, Filter(slice, ByKey ? cursor : null))
        {
            Order = _order,
            StartRow = start,
            Limit = _settings.Limit,
            SubSystemId = _settings.SubSystemId,
        };
        var call = KingdeeQuery.Call(_objects ? "BillQuery" : "ExecuteBillQuery", question);
        using var reply = await _client.CallAsync(call, trace: null, cancellationToken);
        KingdeeQuery.ThrowIfError(call, reply);
        var json = KingdeeAnswers.Json(reply.Answer).Span;
        var records = _objects ? KingdeeRows.FromObjects(call, json) : _rows.FromArrays(call, json);
        return new SourcePage(records, Next(records, start)) { Bytes = reply.Answer.Length };
    }

    /// <summary>The order of the settings, made unique by the primary key and every entry row id that is asked for (§6.1).</summary>
    internal static string UniqueOrder(KingdeeQuerySettings settings)
    {
        var parts = settings.Order.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        var named = parts.Select(p => p.Split(' ')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (
            var key in settings.FieldKeys.Where(k => k.EndsWith("_FEntryID", StringComparison.OrdinalIgnoreCase)).Prepend(Pk(settings))
        )
            if (named.Add(key))
                parts.Add($"{key} ASC");
        return string.Join(",", parts);
    }

    private static string Pk(KingdeeQuerySettings settings) => settings.PkField ?? KingdeeForms.Find(settings.FormId)?.Pk ?? "FID";

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// No total is told: a page that is not full is the last (§6.1). A build that allows 2000 rows cuts a larger Limit down without a word.
    /// </summary>
    private string? Next(RecordSlab records, long start)
    {
        var full = records.Count >= _settings.Limit || (_settings.Limit > KingdeeQuery.PageRows && records.Count == KingdeeQuery.PageRows);
        if (!full)
            return null;
        if (!ByKey)
            return (start + records.Count).ToString(CultureInfo.InvariantCulture);
        var last = Key(records, records.Count - 1);
        if (last.Length > 0 && (records.Count == 1 || !string.Equals(last, Key(records, records.Count - 2), StringComparison.Ordinal)))
            return last;
        records.Dispose();
        throw new ConnectorException(
            ErrorKind.Config,
            $"Several rows of {_settings.FormId} have the same {_pk}, so the query asks for entry fields; use paging startRow."
        );
    }

    private string Key(RecordSlab records, int row) => Encoding.UTF8.GetString(_rows.Value(records[row], _pkAt)).Trim('"');

    /// <summary>The filter of the settings, the window in the server's local time widened to whole seconds, and the last key.</summary>
    private string Filter(SourceSlice slice, string? after)
    {
        var parts = new List<string>();
        if (_settings.WindowField.Length > 0)
        {
            if (slice.From is { } from)
                parts.Add($"{_settings.WindowField}>='{Local(from)}'");
            if (slice.To is { } to)
                parts.Add($"{_settings.WindowField}<='{Local(to.AddTicks(TimeSpan.TicksPerSecond - 1))}'");
        }
        if (after is not null)
            parts.Add($"{_pk}>{(KingdeeJson.IsNumber(after) ? after : KingdeeQuery.Quote(after))}");
        if (_settings.Filter.Trim().Length > 0)
            parts.Insert(0, parts.Count == 0 ? _settings.Filter : $"({_settings.Filter})");
        return string.Join(" AND ", parts);
    }

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
}
