using System.Text.Json;
using System.Text.RegularExpressions;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Parameters;

/// <summary>Reads the parameters of a flow file.</summary>
internal static partial class FlowParameters
{
    /// <summary>The parameters that are right; what is wrong, here or where they are used, is told.</summary>
    public static IReadOnlyList<FlowParameter> Read(JsonElement root, Action<Severity, string, string> add)
    {
        var parameters = new List<FlowParameter>();
        if (root.TryGetProperty("parameters", out var list) && list.ValueKind != JsonValueKind.Null)
        {
            if (list.ValueKind == JsonValueKind.Object)
                foreach (var member in list.EnumerateObject())
                    if (ReadOne(member, add) is { } parameter)
                        parameters.Add(parameter);
            if (list.ValueKind != JsonValueKind.Object)
                add(
                    Severity.Error,
                    "parameters",
                    "'parameters' is a group: name of the parameter, and below it type, default, required, label"
                );
        }
        CheckUse(root, "", parameters, add);
        CheckTriggers(root, parameters, add);
        return parameters;
    }

    private static FlowParameter? ReadOne(JsonProperty member, Action<Severity, string, string> add)
    {
        var at = $"parameters.{member.Name}";
        var problems = SettingsReader.Check(typeof(ParameterSettings), member.Value);
        foreach (var problem in problems)
            add(Severity.Error, problem.Path.Length == 0 ? at : $"{at}.{problem.Path}", problem.Message);
        if (problems.Count > 0)
            return null;
        if (!Name.IsMatch(member.Name))
        {
            add(Severity.Error, at, $"'{member.Name}' may only have letters, digits and '_', and begins with a letter");
            return null;
        }
        var parameter = new FlowParameter(member.Name, member.Value.Deserialize<ParameterSettings>(SettingsReader.Json)!);
        if (parameter.Default is { } value && parameter.Wrong(value) is { } wrong)
            add(Severity.Error, $"{at}.default", wrong);
        if (parameter.Default is not null && parameter.Settings.Required)
            add(Severity.Error, $"{at}.required", "a parameter with a default is never missing: leave out 'required' or 'default'");
        return parameter;
    }

    private static void CheckUse(
        JsonElement value,
        string path,
        IReadOnlyList<FlowParameter> parameters,
        Action<Severity, string, string> add
    )
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    CheckUse(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", parameters, add);
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index())
                    CheckUse(item, $"{path}[{index}]", parameters, add);
                break;
            case JsonValueKind.String:
                var names = Use.Matches(value.GetString()!).Select(match => match.Groups["name"].Value);
                foreach (var name in names.Where(name => !parameters.Any(p => string.Equals(p.Name, name, StringComparison.Ordinal))))
                    add(
                        Severity.Error,
                        path,
                        $"there is no parameter '{name}'{DidYouMean.Suffix(name, parameters.Select(p => p.Name))}; name it under 'parameters'"
                    );
                break;
        }
    }

    /// <summary>Nobody gives a trigger's run a value.</summary>
    private static void CheckTriggers(JsonElement root, List<FlowParameter> parameters, Action<Severity, string, string> add)
    {
        if (
            !root.TryGetProperty("triggers", out var triggers)
            || triggers.ValueKind != JsonValueKind.Object
            || !triggers.EnumerateObject().Any()
        )
            return;
        foreach (var parameter in parameters.Where(p => p.Settings.Required))
            add(
                Severity.Error,
                $"parameters.{parameter.Name}.required",
                $"the flow has triggers, whose runs are given no '{parameter.Name}': give it a default"
            );
    }

    [GeneratedRegex(@"\{\{\s*PARAM\.(?<name>[^\s|{}]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Use { get; }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name { get; }
}
