using System.Globalization;
using System.Text.Json;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Parameters;

/// <summary>What kind of value a parameter takes.</summary>
public enum ParameterType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number; its digits are kept.</summary>
    Number,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A day, <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>A local time, <c>yyyy-MM-dd HH:mm:ss</c>.</summary>
    DateTime,
}

/// <summary>A parameter as the flow file has it.</summary>
public sealed record ParameterSettings
{
    /// <summary>What it takes.</summary>
    [Field("类型", "Type", Help = "text (default), number, boolean, date (yyyy-MM-dd) or dateTime (yyyy-MM-dd HH:mm:ss, local time).")]
    public ParameterType Type { get; init; }

    /// <summary>Its value when a run is given none.</summary>
    [Field("默认值", "Default", Help = "Value when a run is given none. Default: nothing.")]
    public JsonElement Default { get; init; }

    /// <summary>A run must be given it.</summary>
    [Field("必填", "Required", Help = "A run without it is refused; only for flows that no trigger starts. Default false.")]
    public bool Required { get; init; }

    /// <summary>Name for people.</summary>
    [Field("名称", "Label")]
    public string? Label { get; init; }
}

/// <summary>A parameter that runs of a flow can be given: <c>{{PARAM.name}}</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">What it takes.</param>
public sealed record FlowParameter(string Name, ParameterSettings Settings)
{
    private const string DayLayout = "yyyy-MM-dd";
    private const string TimeLayout = "yyyy-MM-dd HH:mm:ss";

    /// <summary>The default as it is kept; null if there is none.</summary>
    public JsonElement? Default => Settings.Default.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : Settings.Default;

    /// <summary>What is wrong with a value for it, or null.</summary>
    public string? Wrong(JsonElement value) =>
        Settings.Type switch
        {
            ParameterType.Text when value.ValueKind == JsonValueKind.String => null,
            ParameterType.Number when value.ValueKind == JsonValueKind.Number => null,
            ParameterType.Boolean when value.ValueKind is JsonValueKind.True or JsonValueKind.False => null,
            ParameterType.Date when IsTime(value, DayLayout) => null,
            ParameterType.DateTime when IsTime(value, TimeLayout) => null,
            _ => $"'{Name}' takes {Words}, not {value.GetRawText()}",
        };

    /// <summary>A value from a command line, where all is text.</summary>
    public JsonElement FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Settings.Type is ParameterType.Number or ParameterType.Boolean)
            try
            {
                return JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                // Kept as text, which is then told to be none of what is taken.
            }
        return JsonSerializer.SerializeToElement(text);
    }

    private static bool IsTime(JsonElement value, string layout) =>
        value.ValueKind == JsonValueKind.String
        && DateTime.TryParseExact(value.GetString(), layout, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private string Words =>
        Settings.Type switch
        {
            ParameterType.Text => "text",
            ParameterType.Number => "a number",
            ParameterType.Boolean => "true or false",
            ParameterType.Date => "a day such as 2026-01-31",
            _ => "a time such as 2026-01-31 23:59:59",
        };
}
