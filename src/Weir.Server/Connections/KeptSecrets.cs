using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Sdk.Settings;
using Weir.Server.Api;

namespace Weir.Server.Connections;

/// <summary>
/// Secrets are shown as *** and come back as *** when they are to stay. They stay only as long as they go to the same place: who may change a connection
/// must not be able to have its secrets sent to a server of their own.
/// </summary>
internal static class KeptSecrets
{
    /// <summary>Puts what is kept in the place of its mask.</summary>
    /// <param name="type">Settings of the connector.</param>
    /// <param name="given">As it was sent.</param>
    /// <param name="kept">As it is kept.</param>
    /// <returns>The settings, and the address that has changed though secrets are to stay; null if there is none.</returns>
    public static (JsonObject Settings, string? Moved) Merge(Type type, JsonObject given, JsonElement kept)
    {
        var masked = MaskedSettings.Of(type, kept);
        var stays = false;
        var merged = (JsonObject)One(given, masked, JsonNode.Parse(kept.GetRawText()), ref stays)!;
        return (merged, stays ? Moved(merged, JsonObject.Create(kept)!, "") : null);
    }

    private static JsonNode? One(JsonNode? given, JsonNode? masked, JsonNode? kept, ref bool stays)
    {
        switch (given, kept)
        {
            case (JsonObject group, JsonObject keptGroup):
                var merged = new JsonObject();
                foreach (var (name, value) in group)
                    merged[name] = One(value, (masked as JsonObject)?[name], keptGroup[name], ref stays);
                return merged;
            case (JsonArray list, JsonArray keptList):
                var items = new JsonArray();
                for (var i = 0; i < list.Count; i++)
                    items.Add(One(list[i], At(masked, i), At(keptList, i), ref stays));
                return items;
            // Shown with a mask in it, and sent back as it was shown.
            case (JsonValue, not null) when JsonNode.DeepEquals(given, masked) && !JsonNode.DeepEquals(masked, kept):
                stays = true;
                return kept.DeepClone();
            default:
                return given?.DeepClone();
        }
    }

    private static JsonNode? At(JsonNode? list, int index) => list is JsonArray array && index < array.Count ? array[index] : null;

    /// <summary>The first address that leads to another server than before.</summary>
    private static string? Moved(JsonNode? now, JsonNode? before, string path)
    {
        switch (now)
        {
            case JsonObject group:
                return group
                    .Select(member =>
                        Moved(member.Value, (before as JsonObject)?[member.Key], path.Length == 0 ? member.Key : $"{path}.{member.Key}")
                    )
                    .FirstOrDefault(moved => moved is not null);
            case JsonArray list:
                return list.Select((item, i) => Moved(item, At(before, i), $"{path}[{i}]")).FirstOrDefault(moved => moved is not null);
            default:
                var place = PlaceOf(now);
                return place is not null && !string.Equals(place, PlaceOf(before), StringComparison.OrdinalIgnoreCase) ? path : null;
        }
    }

    private static string? PlaceOf(JsonNode? node) =>
        node is JsonValue value
        && value.GetValueKind() == JsonValueKind.String
        && Uri.TryCreate(value.GetValue<string>(), UriKind.Absolute, out var address)
        && address.Host.Length > 0
            ? address.GetLeftPart(UriPartial.Authority).Split('@')[^1]
            : null;
}
