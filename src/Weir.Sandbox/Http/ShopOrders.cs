using System.Globalization;
using System.Text.Json;

namespace Weir.Sandbox.Http;

/// <summary>An order: its index, and how often it was edited.</summary>
internal readonly record struct ShopOrder(int Index, DateTime Updated, int Edits);

/// <summary>The orders. What is in them is computed from seed and index, so that the same seed gives the same orders.</summary>
internal sealed class ShopOrders
{
    private static readonly string[] Buyers = ["KH001", "KH002", "KH003"];
    private static readonly string[] States = ["paid", "paid", "paid", "shipped", "unpaid", "cancelled"];

    private readonly Lock _gate = new();
    private readonly List<ShopOrder> _orders = [];
    private readonly int _seed;

    public ShopOrders(int count, int seed, DateTime anchor)
    {
        _seed = seed;
        for (var i = 0; i < count; i++)
            _orders.Add(new ShopOrder(i, anchor.AddMinutes(i - count), 0));
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _orders.Count;
        }
    }

    /// <summary>Orders of a window by time of change, ends included; in the order of their ids.</summary>
    public IReadOnlyList<ShopOrder> Find(DateTime? from, DateTime? to, string? status)
    {
        lock (_gate)
            return
            [
                .. _orders.Where(order =>
                    !(order.Updated < from)
                    && !(order.Updated > to)
                    && (status is null || string.Equals(Status(order), status, StringComparison.Ordinal))
                ),
            ];
    }

    /// <summary>Adds orders and edits the oldest ones.</summary>
    public void Change(int insert, int edit, DateTime now)
    {
        lock (_gate)
        {
            for (var i = 0; i < Math.Min(edit, _orders.Count); i++)
                _orders[i] = _orders[i] with { Updated = now, Edits = _orders[i].Edits + 1 };
            for (var i = 0; i < insert; i++)
                _orders.Add(new ShopOrder(_orders.Count, now, 0));
        }
    }

    public void Write(Utf8JsonWriter json, ShopOrder order)
    {
        var i = order.Index;
        json.WriteStartObject();
        // More digits than a double keeps.
        json.WriteNumber("id", 5_000_000_000_000_000_001 + i);
        json.WriteString("billNo", string.Create(CultureInfo.InvariantCulture, $"SO{202600001 + i}"));
        json.WriteString("shopNo", string.Create(CultureInfo.InvariantCulture, $"D{1 + Dice.Below(3, _seed, i, 11):000}"));
        json.WriteString("buyer", Buyers[Dice.Below(Buyers.Length, _seed, i, 12)]);
        json.WriteString("status", Status(order));
        json.WriteString("payTime", Time(order.Updated.AddMinutes(-Dice.Below(600, _seed, i, 13))));
        json.WriteString("updatedAt", Time(order.Updated));
        json.WriteString("memo", order.Edits == 0 ? "" : $"改{order.Edits}次");
        json.WriteStartArray("items");
        var lines = 1 + Dice.Below(3, _seed, i, 14);
        for (var line = 0; line < lines; line++)
        {
            var cents = 100 + 10 * Dice.Below(5000, _seed, i * 10L + line, 15);
            json.WriteStartObject();
            json.WriteNumber("lineNo", line + 1);
            json.WriteString("sku", ShopProducts.Sku(Dice.Below(ShopProducts.Count, _seed, i * 10L + line, 16)));
            json.WriteNumber("qty", 1 + Dice.Below(5, _seed, i * 10L + line, 17));
            json.WriteString("amt", (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static string Time(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private string Status(ShopOrder order) => States[Dice.Below(States.Length, _seed, order.Index, 10)];
}
