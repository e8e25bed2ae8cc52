using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Parameters;

/// <summary>Values of a run's parameters, one JSON object.</summary>
public sealed class RunParameters
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _texts = new(StringComparer.Ordinal);

    private RunParameters(JsonObject values)
    {
        Text = values.ToJsonString(Json);
        foreach (var (name, value) in values)
        {
            var json = value?.ToJsonString(Json) ?? "null";
            _values[name] = Encoding.UTF8.GetBytes(json);
            _texts[name] = value?.GetValueKind() == JsonValueKind.String ? Encoding.UTF8.GetBytes(value.GetValue<string>()) : _values[name];
        }
    }

    /// <summary>No parameters.</summary>
    public static RunParameters None { get; } = new([]);

    /// <summary>As a run keeps it.</summary>
    public string Text { get; }

    /// <summary>Reads what a run keeps; null gives none.</summary>
    public static RunParameters Parse(string? text) => text is null ? None : new RunParameters(JsonNode.Parse(text)!.AsObject());

    /// <summary>The JSON of a value; empty when there is none.</summary>
    internal ReadOnlySpan<byte> this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The text of a value; empty when there is none.</summary>
    internal ReadOnlySpan<byte> TextOf(string name) => _texts.GetValueOrDefault(name);

    /// <summary>The defaults alone, whatever is required.</summary>
    public static RunParameters Of(IReadOnlyList<FlowParameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new RunParameters(
            new JsonObject(
                parameters
                    .Where(parameter => parameter.Default is not null)
                    .Select(parameter => KeyValuePair.Create(parameter.Name, JsonNode.Parse(parameter.Default!.Value.GetRawText())))
            )
        );
    }

    /// <summary>Takes what a run was given, and the defaults for the rest.</summary>
    /// <param name="parameters">The flow's parameters.</param>
    /// <param name="given">What the run was given.</param>
    /// <exception cref="ParameterException">A value is missing, not known or of another type; all that is wrong is told.</exception>
    public static RunParameters Of(IReadOnlyList<FlowParameter> parameters, IReadOnlyDictionary<string, JsonElement> given)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(given);
        var wrong = new List<ParameterProblem>();
        foreach (var name in given.Keys.Where(name => !parameters.Any(p => string.Equals(p.Name, name, StringComparison.Ordinal))))
            wrong.Add(
                new ParameterProblem(
                    name,
                    "unknown",
                    $"there is no parameter '{name}'{DidYouMean.Suffix(name, parameters.Select(p => p.Name))}; {Known(parameters)}"
                )
            );
        var values = new JsonObject();
        foreach (var parameter in parameters)
        {
            var value = given.TryGetValue(parameter.Name, out var own) && own.ValueKind != JsonValueKind.Null ? own : parameter.Default;
            if (value is null)
            {
                if (parameter.Settings.Required)
                    wrong.Add(
                        new ParameterProblem(
                            parameter.Name,
                            "missing",
                            $"'{parameter.Name}'{(parameter.Settings.Label is { } label ? $" ({label})" : "")} is required"
                        )
                    );
            }
            else if (parameter.Wrong(value.Value) is { } text)
                wrong.Add(new ParameterProblem(parameter.Name, "type", text));
            else
                values[parameter.Name] = JsonNode.Parse(value.Value.GetRawText());
        }
        return wrong.Count == 0 ? new RunParameters(values) : throw new ParameterException(wrong);
    }

    private static string Known(IReadOnlyList<FlowParameter> parameters) =>
        parameters.Count == 0 ? "the flow has none" : $"the flow has {string.Join(", ", parameters.Select(p => p.Name))}";
}

/// <summary>One thing wrong with what a run was given.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Code">unknown, missing or type.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ParameterProblem(string Name, string Code, string Message);

/// <summary>A run was given values that its flow does not take.</summary>
public sealed class ParameterException(IReadOnlyList<ParameterProblem> problems)
    : Exception(string.Join("; ", problems.Select(problem => problem.Message)))
{
    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<ParameterProblem> Problems { get; } = problems;
}
