using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes;
using Weir.Sdk.Settings;

namespace Weir.Server.Versions;

/// <summary>One difference between two versions of a flow, in words.</summary>
/// <param name="Path">Where it is in the file.</param>
/// <param name="Zh">In Chinese.</param>
/// <param name="En">In English.</param>
/// <param name="Before">The value before; null if there was none.</param>
/// <param name="After">The value now; null if there is none.</param>
internal sealed record FlowDifference(string Path, string Zh, string En, JsonNode? Before, JsonNode? After);

/// <summary>Says in words how two versions of a flow differ. Layout and comments are no difference.</summary>
internal static class FlowDiff
{
    private const int LongestValue = 60;

    private static readonly Dictionary<string, (string Zh, string En)> Top = new(StringComparer.Ordinal)
    {
        ["title"] = ("标题", "Title"),
        ["description"] = ("说明", "Description"),
        ["name"] = ("名称", "Name"),
    };

    /// <summary>The differences from one text to another; a text that cannot be read has none but itself.</summary>
    public static IReadOnlyList<FlowDifference> Of(string before, string after)
    {
        if (YamlText.Parse(before, []) is not { } old || YamlText.Parse(after, []) is not { } now)
            return string.Equals(before, after, StringComparison.Ordinal)
                ? []
                : [new FlowDifference("", "文件无法解析，按全文比较", "The file cannot be read; compared as text", before, after)];
        var found = new List<FlowDifference>();
        foreach (var (name, was, value) in Members(Json(old.Root), Json(now.Root)))
            if (name is "nodes" or "triggers" or "tables")
                Parts(name, was, value, found);
            else
                Value(name, Top.TryGetValue(name, out var words) ? words : (name, name), was, value, found);
        return found;
    }

    private static JsonNode? Json(JsonElement element) => JsonNode.Parse(element.GetRawText());

    private static void Parts(string group, JsonNode? before, JsonNode? after, List<FlowDifference> found)
    {
        var (zh, en) = group switch
        {
            "nodes" => ("节点", "node"),
            "triggers" => ("触发器", "trigger"),
            _ => ("静态表", "table"),
        };
        foreach (var (id, was, now) in Members(Named(before), Named(after)))
        {
            var path = $"{group}.{id}";
            if (was is null)
                found.Add(
                    new FlowDifference(path, $"新增{zh}「{id}」{TypeOf(now)}", $"Added {en} '{id}'{TypeOf(now)}", null, now?.DeepClone())
                );
            else if (now is null)
                found.Add(
                    new FlowDifference(path, $"删除{zh}「{id}」{TypeOf(was)}", $"Removed {en} '{id}'{TypeOf(was)}", was.DeepClone(), null)
                );
            else if (group is "nodes")
                Node(id, was, now, found);
            else
                Value(path, ($"{zh}「{id}」", $"{en} '{id}'"), was, now, found);
        }
    }

    /// <summary>Triggers may be a list; then they are known by their place.</summary>
    private static JsonNode? Named(JsonNode? parts) =>
        parts is JsonArray list
            ? new JsonObject(
                list.Select((item, i) => KeyValuePair.Create(NameOf(item) ?? $"{i + 1}", item?.DeepClone()))
                    .DistinctBy(m => m.Key, StringComparer.Ordinal)
            )
            : parts;

    private static string? NameOf(JsonNode? item) =>
        item is JsonObject group && group["name"] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;

    private static string TypeOf(JsonNode? node) =>
        node is JsonObject group && group["type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String ? $" ({type})" : "";

    private static void Node(string id, JsonNode before, JsonNode after, List<FlowDifference> found)
    {
        var shape =
            after is JsonObject now && now["type"]?.ToString() is { } type && NodeKind.All.TryGetValue(type, out var kind)
                ? SettingsShape.Of(kind.SettingsType)
                : null;
        foreach (var (name, was, value) in Members(before, after))
        {
            var path = $"nodes.{id}.{name}";
            if (name is "fields" && (was ?? value) is JsonObject)
                Fields(path, id, was, value, found);
            else
                Value(path, Words(id, name, shape), was, value, found);
        }
    }

    private static (string Zh, string En) Words(string id, string name, SettingsShape? shape)
    {
        var (zh, en) = name switch
        {
            "from" => ("上游", "input"),
            "label" => ("名称", "label"),
            "type" => ("类型", "type"),
            _ => shape?.Find(name)?.Field is { } field ? (field.Label, field.LabelEn) : (name, name),
        };
        return ($"节点「{id}」的{zh}", $"{en} of node '{id}'");
    }

    private static void Fields(string path, string id, JsonNode? before, JsonNode? after, List<FlowDifference> found)
    {
        foreach (var (field, was, now) in Members(before, after))
            if (was is null)
                found.Add(
                    new FlowDifference(
                        $"{path}.{field}",
                        $"节点「{id}」新增目标字段 {field} = {Text(now)}",
                        $"Node '{id}': added target field {field} = {Text(now)}",
                        null,
                        now?.DeepClone()
                    )
                );
            else if (now is null)
                found.Add(
                    new FlowDifference(
                        $"{path}.{field}",
                        $"节点「{id}」删除目标字段 {field}（原为 {Text(was)}）",
                        $"Node '{id}': removed target field {field} (was {Text(was)})",
                        was.DeepClone(),
                        null
                    )
                );
            else
                Value($"{path}.{field}", ($"节点「{id}」的目标字段 {field} ", $"target field {field} of node '{id}'"), was, now, found);
    }

    /// <summary>Goes down into groups, so that one changed setting is one difference.</summary>
    private static void Value(string path, (string Zh, string En) words, JsonNode? before, JsonNode? after, List<FlowDifference> found)
    {
        if (before is JsonObject && after is JsonObject)
        {
            foreach (var (name, was, now) in Members(before, after))
                Value($"{path}.{name}", ($"{words.Zh} {name} ", $"{words.En} · {name}"), was, now, found);
            return;
        }
        var (zh, en) = (before, after) switch
        {
            (null, _) => ($"{words.Zh}设为 {Text(after)}", $"Set {words.En} to {Text(after)}"),
            (_, null) => ($"{words.Zh}取消（原为 {Text(before)}）", $"Unset {words.En} (was {Text(before)})"),
            _ => ($"{words.Zh}由 {Text(before)} 改为 {Text(after)}", $"Changed {words.En} from {Text(before)} to {Text(after)}"),
        };
        found.Add(new FlowDifference(path, zh, en, before?.DeepClone(), after?.DeepClone()));
    }

    private static string Text(JsonNode? node)
    {
        var text =
            node is JsonValue value && value.GetValueKind() == JsonValueKind.String
                ? value.GetValue<string>()
                : node?.ToJsonString() ?? "null";
        if (text.Length == 0)
            return "\"\"";
        return text.Length > LongestValue ? $"{text[..LongestValue]}…" : text;
    }

    /// <summary>Members that differ, in the order of the newer one, then those that are gone.</summary>
    private static IEnumerable<(string Name, JsonNode? Before, JsonNode? After)> Members(JsonNode? before, JsonNode? after)
    {
        var (old, now) = (before as JsonObject ?? [], after as JsonObject ?? []);
        foreach (var (name, value) in now)
            if (!old.TryGetPropertyValue(name, out var was) || !JsonNode.DeepEquals(was, value))
                yield return (name, was, value);
        foreach (var (name, was) in old)
            if (!now.ContainsKey(name))
                yield return (name, was, null);
    }
}
