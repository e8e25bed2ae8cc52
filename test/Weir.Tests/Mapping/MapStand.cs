using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping;
using Weir.Sdk.Connectors;

namespace Weir.Tests.Mapping;

/// <summary>Maps one record and remembers what was told as missing.</summary>
internal static class MapStand
{
    public static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static readonly RunVariables Variables = new(
        new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 3, 1, 4, 30, 5, TimeSpan.Zero),
        Shanghai
    );

    public static FieldDescription Field(string name, FieldKind kind, string? wrap = null) => new(name, kind, name) { Wrap = wrap };

    public static string Map(string fields, string record, params FieldDescription[] target) => Map(fields, record, missing: null, target);

    public static string Map(string fields, string record, List<string>? missing, params FieldDescription[] target)
    {
        var plan = MapPlan.Compile(JsonElement.Parse(fields), target);
        using var output = new Utf8Output();
        plan.Apply(Encoding.UTF8.GetBytes(record), new MapContext(Variables, path => missing?.Add(path)), output);
        return output.ToString();
    }
}
