using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Sdk.Settings;

namespace Weir.Server.Api;

/// <summary>Settings of a connection without its secrets: what is marked as one, what cannot be known, and what hides in an address.</summary>
internal static class MaskedSettings
{
    /// <summary>Stands for a secret that is set.</summary>
    public const string Mask = "***";

    public static JsonObject Of(Type type, JsonElement settings) => Group(SettingsShape.Of(type), settings);

    private static JsonObject Group(SettingsShape shape, JsonElement value)
    {
        var shown = new JsonObject();
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var member in value.EnumerateObject())
                if (shape.Find(member.Name) is { } setting)
                    shown[member.Name] = One(setting, member.Value);
        return shown;
    }

    private static JsonNode? One(Setting setting, JsonElement value)
    {
        if (setting.Field is { Secret: true } || setting.Kind == SettingKind.Any)
            return IsSet(value) ? Mask : null;
        return (setting.Kind, value.ValueKind) switch
        {
            (SettingKind.Group, JsonValueKind.Object) => Group(setting.Group!, value),
            (SettingKind.List, JsonValueKind.Array) => new JsonArray([.. value.EnumerateArray().Select(item => One(setting.Item!, item))]),
            (SettingKind.Map, JsonValueKind.Object) => new JsonObject(
                value.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, One(setting.Item!, m.Value)))
            ),
            (SettingKind.Text, JsonValueKind.String) => WithoutCredentials(value.GetString()!),
            _ => JsonNode.Parse(value.GetRawText()),
        };
    }

    private static bool IsSet(JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && value.GetRawText() is not "\"\"";

    /// <summary>Addresses may carry a password before the host or a key in the query.</summary>
    private static string WithoutCredentials(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || (address.UserInfo.Length == 0 && address.Query.Length == 0))
            return text;
        var bare = new UriBuilder(address) { Query = address.Query.Length == 0 ? "" : Mask };
        if (address.UserInfo.Length > 0)
            (bare.UserName, bare.Password) = (Mask, "");
        return bare.Uri.AbsoluteUri;
    }
}
