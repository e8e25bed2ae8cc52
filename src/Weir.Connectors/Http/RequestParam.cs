using System.Text.Json.Nodes;

namespace Weir.Connectors.Http;

/// <summary>A parameter before it is known where it goes.</summary>
/// <param name="Name">Its name, or its dotted path in a body.</param>
/// <param name="Value">Its text.</param>
/// <param name="Number">A number in a JSON body.</param>
internal readonly record struct RequestParam(string Name, string Value, bool Number = false)
{
    /// <summary>As a body has it; numbers keep their digits.</summary>
    public JsonNode Json => Number ? JsonNode.Parse(Value)! : JsonValue.Create(Value);
}
