using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping;

/// <summary>Writes the value of an expression as JSON: numbers with their digits, the rest as strings; JSON as it is.</summary>
internal static class ValueJson
{
    public static void Add(Utf8Output output, scoped in Value value, Arena arena)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                output.Add("null"u8);
                break;
            case ValueKind.Text:
                JsonText.Add(output, value.Text);
                break;
            case ValueKind.Json:
                output.Add(value.Text);
                break;
            default:
                var start = arena.Used;
                Expressions.Convert.AddText(value, arena);
                if (value.IsTemporal)
                    output.Add((byte)'"');
                output.Add(arena.Since(start));
                if (value.IsTemporal)
                    output.Add((byte)'"');
                arena.Cut(start);
                break;
        }
    }
}
