using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Engine.Mapping.Expressions;
using Xunit;

namespace Weir.Tests.Mapping;

/// <summary>Works out one text of a mapping.</summary>
internal static class Evaluated
{
    /// <summary>2026-01-01 09:00:00 in China; the last sync was two hours before.</summary>
    public static readonly RunVariables Variables = new(
        DateTimeOffset.FromUnixTimeSeconds(1767222000),
        DateTimeOffset.FromUnixTimeSeconds(1767229200),
        MapStand.Shanghai
    );

    /// <summary>The value as JSON.</summary>
    public static string Json(string text, string record = "{}", string? tables = null) => Of(text, record, tables).Json;

    /// <summary>The value as JSON, and its kind.</summary>
    public static (string Json, ValueKind Kind) Of(string text, string record = "{}", string? tables = null)
    {
        var plan = ValuePlan.Compile(text, tables is null ? null : new StaticTables(JsonElement.Parse(tables)));
        using var output = new Utf8Output();
        var kind = plan.Apply(Encoding.UTF8.GetBytes(record), new MapContext(Variables, _ => { }), output);
        return (output.ToString(), kind);
    }

    /// <summary>What an expression gives, as text; null for null.</summary>
    public static string? Text(string expression, string record = "{}")
    {
        var value = JsonElement.Parse(Json("_function " + expression, record));
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
    }

    public static ExpressionException Error(string text, string record = "{}", string? tables = null) =>
        Assert.Throws<ExpressionException>(() => Json(text, record, tables));
}
