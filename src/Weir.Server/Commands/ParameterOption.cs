using System.CommandLine;
using System.Text.Json;
using Weir.Engine.Flows;
using Weir.Engine.Flows.Parameters;

namespace Weir.Server.Commands;

/// <summary><c>--param name=value</c>, any number of times.</summary>
internal static class ParameterOption
{
    public static Option<string[]> Build() =>
        new("--param")
        {
            Description = "Value of one of the flow's parameters, as name=value; any number of times.",
            DefaultValueFactory = _ => [],
        };

    /// <exception cref="CommandException">A value is missing, not known, or of another type.</exception>
    public static RunParameters Read(FlowDefinition flow, IReadOnlyList<string>? given)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var text in given ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new CommandException($"'--param {text}' is not understood: write --param name=value.");
            var (name, value) = (text[..at], text[(at + 1)..]);
            var parameter = flow.Parameters.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal));
            if (!values.TryAdd(name, parameter?.FromText(value) ?? JsonSerializer.SerializeToElement(value)))
                throw new CommandException($"'--param {name}' is given twice.");
        }
        try
        {
            return RunParameters.Of(flow.Parameters, values);
        }
        catch (ParameterException e)
        {
            throw new CommandException($"{flow.Name}: {e.Message}. Nothing was done.");
        }
    }
}
