using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;

namespace Weir.Server.Commands;

/// <summary>Answers the lines of <c>weir eval</c>.</summary>
internal sealed class EvalLines(RunVariables variables)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Members = ["expr", "record", "now", "lastSync", "tables"];

    /// <summary>The answer to one line; never throws because of what it says.</summary>
    public string Answer(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Answer(document.RootElement);
        }
        catch (JsonException e)
        {
            return Error($"the line is not JSON: {e.Message}", 0);
        }
    }

    private string Answer(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object || !line.TryGetProperty("expr", out var expr))
            return Error("the line is not {\"expr\":\"…\",\"record\":{…}}", 0);
        foreach (var member in line.EnumerateObject())
            if (!Members.Contains(member.Name, StringComparer.Ordinal))
                return Error($"unknown member '{member.Name}'{Weir.Sdk.Settings.DidYouMean.Suffix(member.Name, Members)}", 0);
        if (expr.ValueKind != JsonValueKind.String)
            return expr.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? Error("expr is a text", 0) : Constant(expr);
        string text;
        try
        {
            text = expr.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            return Error(e.Message, 0);
        }
        return Evaluate(text, line);
    }

    private static string Constant(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "{\"value\":null,\"type\":\"null\"}",
            JsonValueKind.Number => $"{{\"value\":{value.GetRawText()},\"type\":\"{(value.TryGetInt64(out _) ? "int" : "decimal")}\"}}",
            _ => $"{{\"value\":{value.GetRawText()},\"type\":\"json\"}}",
        };

    private string Evaluate(string text, JsonElement line)
    {
        var record = line.TryGetProperty("record", out var given) && given.ValueKind != JsonValueKind.Null ? given.GetRawText() : "{}";
        try
        {
            var tables = line.TryGetProperty("tables", out var named) ? new StaticTables(named) : StaticTables.None;
            var plan = ValuePlan.Compile(text, tables);
            using var output = new Utf8Output();
            var kind = plan.Apply(Encoding.UTF8.GetBytes(record), new MapContext(VariablesOf(line), _ => { }), output);
            return $"{{\"value\":{output},\"type\":\"{kind.ToString().ToLowerInvariant()}\"}}";
        }
        catch (ExpressionException e)
        {
            return Error(e.Problem, e.At);
        }
        catch (Exception e) when (e is MapException or JsonException)
        {
            return Error(e.Message, 0);
        }
    }

    private RunVariables VariablesOf(JsonElement line)
    {
        var own = variables;
        if (TimeOf(line, "now") is { } now)
            own = own with { Current = now };
        if (TimeOf(line, "lastSync") is { } lastSync)
            own = own with { LastSync = lastSync };
        return own;
    }

    private DateTimeOffset? TimeOf(JsonElement line, string member)
    {
        if (!line.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return DateText.TryParse(text, variables.Zone, out var time) ? time : throw new JsonException($"{member}: '{text}' is not a time");
    }

    private static string Error(string problem, int at) => $"{{\"error\":{JsonSerializer.Serialize(problem, Plain)},\"at\":{at}}}";
}
