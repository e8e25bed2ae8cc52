using System.Text;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>Shows a value in a message.</summary>
internal static class ValueText
{
    public static string Of(scoped in Value value)
    {
        if (value.IsNull)
            return "NULL";
        var text = Encoding.UTF8.GetString(Convert.ToText(value, new Arena()));
        if (text.Length > 60)
            text = text[..60] + "…";
        return value.Kind is ValueKind.Text or ValueKind.Json || value.IsTemporal ? $"'{text}'" : text;
    }
}
