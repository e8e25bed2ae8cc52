using System.Text.Json.Nodes;
using Weir.Engine.Flows.Nodes;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows;

/// <summary>The JSON Schema of flow files, for editors. Built from the node kinds.</summary>
public static class FlowSchema
{
    /// <summary>The schema (draft 2020-12).</summary>
    public static JsonObject Build()
    {
        var kinds = new JsonArray();
        foreach (var kind in NodeKind.All.Values.OrderBy(k => k.Type, StringComparer.Ordinal))
            kinds.Add(Node(kind));
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Weir flow",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = new JsonArray("name", "nodes"),
            ["properties"] = new JsonObject
            {
                ["name"] = new JsonObject
                {
                    ["type"] = "string",
                    ["pattern"] = "^[A-Za-z0-9._-]+$",
                    ["description"] = "Stable name; the ledger knows the flow by it.",
                },
                ["title"] = new JsonObject { ["type"] = "string", ["description"] = "Name for people." },
                ["description"] = new JsonObject { ["type"] = "string" },
                ["number"] = new JsonObject
                {
                    ["type"] = "string",
                    ["description"] = "Path of the number that people know a document by, when that is not the key.",
                },
                ["search"] = new JsonObject
                {
                    ["type"] = "array",
                    ["maxItems"] = FlowSearch.MostFields,
                    ["uniqueItems"] = true,
                    ["items"] = new JsonObject { ["type"] = "string" },
                    ["description"] = "Paths of more fields by which documents are found, for example a customer's name.",
                },
                ["parameters"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "What a run can be given, used as {{PARAM.name}}: name, and below it type, default, required, label.",
                    ["additionalProperties"] = SettingsSchema.Of(typeof(Parameters.ParameterSettings)),
                },
                ["triggers"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "What starts the flow in a server: name, and below it cron, every, after or webhook.",
                    ["additionalProperties"] = SettingsSchema.Of(typeof(Triggers.TriggerSettings)),
                },
                ["tables"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "Static tables: name, and below it rows (list of [key, value]) or file (CSV beside the flow).",
                    ["additionalProperties"] = SettingsSchema.Of(typeof(FlowTableSettings)),
                },
                ["nodes"] = new JsonObject
                {
                    ["type"] = "object",
                    ["additionalProperties"] = new JsonObject { ["oneOf"] = kinds },
                },
            },
        };
    }

    private static JsonObject From() =>
        new()
        {
            ["type"] = new JsonArray("string", "array"),
            ["items"] = new JsonObject { ["type"] = "string" },
            ["minItems"] = 1,
            ["description"] = "The node it takes from, or node.output; a list joins branches: a document that comes by two is taken once.",
        };

    private static JsonObject Node(NodeKind kind)
    {
        var schema = SettingsSchema.Of(kind.SettingsType);
        var properties = schema["properties"]!.AsObject();
        properties.Insert(0, "type", new JsonObject { ["const"] = kind.Type });
        properties["label"] = new JsonObject { ["type"] = "string", ["description"] = "Name for people." };
        var required = schema["required"]?.AsArray() ?? [];
        required.Insert(0, "type");
        if (kind.TakesInput)
        {
            properties.Insert(1, "from", From());
            required.Add("from");
        }
        schema["required"] = required;
        schema["title"] = kind.Label;
        return schema;
    }
}
