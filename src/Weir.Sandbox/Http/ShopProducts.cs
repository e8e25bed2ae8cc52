using System.Globalization;
using System.Text.Json;

namespace Weir.Sandbox.Http;

/// <summary>The products; their material numbers are those of a fresh 金蝶.</summary>
internal static class ShopProducts
{
    public const int Count = 6;

    public static string Sku(int index) => string.Create(CultureInfo.InvariantCulture, $"SKU-{index + 1:000}");

    public static int? IndexOf(string sku)
    {
        for (var i = 0; i < Count; i++)
            if (string.Equals(Sku(i), sku, StringComparison.Ordinal))
                return i;
        return null;
    }

    public static void Write(Utf8JsonWriter json, int index)
    {
        json.WriteStartObject();
        json.WriteString("sku", Sku(index));
        json.WriteString("name", $"示例商品{index + 1}");
        json.WriteString("materialNo", string.Create(CultureInfo.InvariantCulture, $"M{1 + index % 3:000}"));
        json.WriteString("price", string.Create(CultureInfo.InvariantCulture, $"{19 + index}.90"));
        json.WriteEndObject();
    }
}
