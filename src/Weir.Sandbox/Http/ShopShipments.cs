using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Weir.Sandbox.Http;

/// <summary>A shipment that was sent in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="No">Its number.</param>
/// <param name="OutId">The caller's own id, text or number, as text.</param>
/// <param name="Document">As it came; read by many calls at once.</param>
internal sealed record Shipment(string Id, string No, string OutId, JsonElement Document)
{
    public static Shipment Of(string id, string no, JsonObject document) =>
        new(id, no, document["outId"] is JsonValue value ? value.ToString() : "", JsonSerializer.SerializeToElement(document));

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("no", No);
        json.WriteString("outId", OutId);
        json.WritePropertyName("document");
        Document.WriteTo(json);
        json.WriteEndObject();
    }
}

/// <summary>Shipments: what can be written to the shop.</summary>
internal sealed class ShopShipments
{
    private readonly Lock _gate = new();
    private readonly List<Shipment> _all = [];
    private readonly Dictionary<string, Shipment> _byKey = new(StringComparer.Ordinal);

    public IReadOnlyList<Shipment> All
    {
        get
        {
            lock (_gate)
                return [.. _all];
        }
    }

    /// <summary>How many outIds have more than one shipment.</summary>
    public int Duplicates => All.GroupBy(s => s.OutId, StringComparer.Ordinal).Count(g => g.Key.Length > 0 && g.Count() > 1);

    /// <summary>Why a document is refused, or null.</summary>
    public static string? Fault(JsonObject? document) =>
        document is null ? "单据必须是对象"
        : Text(document["billNo"]).Length == 0 ? "billNo 不能为空"
        : document["qty"] is { } qty && !(decimal.TryParse(Text(qty), NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && n > 0)
            ? "qty 必须大于 0"
        : null;

    public Shipment Add(JsonObject document, string? key)
    {
        lock (_gate)
        {
            if (key is not null && _byKey.TryGetValue(key, out var before))
                return before;
            var number = _all.Count + 1;
            var shipment = Shipment.Of(
                (900000 + number).ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"FH{number:00000}"),
                document
            );
            _all.Add(shipment);
            if (key is not null)
                _byKey[key] = shipment;
            return shipment;
        }
    }

    public Shipment? Replace(string id, JsonObject document)
    {
        lock (_gate)
        {
            var at = _all.FindIndex(s => string.Equals(s.Id, id, StringComparison.Ordinal));
            return at < 0 ? null : _all[at] = Shipment.Of(_all[at].Id, _all[at].No, document);
        }
    }

    private static string Text(JsonNode? node) => node is JsonValue value ? value.ToString() : "";
}
