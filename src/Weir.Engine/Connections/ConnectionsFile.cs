using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Flows;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Connections;

/// <summary>One connection as it is written in a connections file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Connector">Its connector.</param>
/// <param name="Settings">Settings with environment variables filled in; holds secrets, never written anywhere.</param>
/// <param name="Limits">Limits in force.</param>
public sealed record ConnectionDefinition(string Name, IConnector Connector, JsonElement Settings, ConnectionLimits Limits)
{
    /// <summary>True if it may go to addresses of this machine; see <see cref="Reach"/>.</summary>
    public bool ToThisMachine { get; init; } = true;
}

/// <summary>Limits as they may be written for a connection.</summary>
public sealed record LimitSettings
{
    /// <summary>Calls at one time.</summary>
    [Field("并发调用", "Concurrent calls", Min = 1, Max = 1000)]
    public int? ConcurrentCalls { get; init; }

    /// <summary>Calls a second.</summary>
    [Field("每秒调用", "Calls per second", Help = "0 = no limit.", Min = 0)]
    public double? CallsPerSecond { get; init; }

    /// <summary>Time limit of one call.</summary>
    [Field("调用超时", "Call timeout")]
    public TimeSpan? CallTimeout { get; init; }
}

/// <summary>Reads connections files. Everything that is wrong is told at once.</summary>
public static class ConnectionsFile
{
    private static readonly string[] Keys = ["connector", "settings", "limits"];

    /// <summary>Reads a connections file.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="connectors">Connectors by id.</param>
    /// <param name="environment">Looks up <c>${NAME}</c>; null = not set.</param>
    public static (IReadOnlyList<ConnectionDefinition> Connections, IReadOnlyList<FlowProblem> Problems) Read(
        string text,
        IReadOnlyDictionary<string, IConnector> connectors,
        Func<string, string?> environment
    )
    {
        var problems = new List<FlowProblem>();
        var connections = new List<ConnectionDefinition>();
        if (YamlText.Parse(text, problems) is not { } yaml)
            return ([], problems);
        void Add(string path, string message)
        {
            var (line, column) = yaml.PlaceOf(path);
            problems.Add(new FlowProblem(Severity.Error, line, column, path, message));
        }
        if (
            yaml.Root.ValueKind != JsonValueKind.Object
            || !yaml.Root.TryGetProperty("connections", out var list)
            || list.ValueKind != JsonValueKind.Object
        )
        {
            Add("", "a connections file is a group 'connections' with one entry per connection");
            return ([], problems);
        }
        foreach (var member in yaml.Root.EnumerateObject())
            if (!string.Equals(member.Name, "connections", StringComparison.Ordinal))
                Add(member.Name, $"unknown key '{member.Name}'; a connections file has one key, 'connections'");
        foreach (var member in list.EnumerateObject())
            if (ReadOne(member.Name, member.Value, connectors, environment, Add) is { } connection)
                connections.Add(connection);
        return (connections, problems);
    }

    private static ConnectionDefinition? ReadOne(
        string name,
        JsonElement value,
        IReadOnlyDictionary<string, IConnector> connectors,
        Func<string, string?> environment,
        Action<string, string> add
    )
    {
        var at = $"connections.{name}";
        if (
            value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("connector", out var id)
            || id.ValueKind != JsonValueKind.String
        )
        {
            add(at, $"'connector' is required: one of {string.Join(", ", connectors.Keys)}");
            return null;
        }
        foreach (var member in value.EnumerateObject())
            if (!Keys.Contains(member.Name, StringComparer.Ordinal))
                add($"{at}.{member.Name}", $"unknown key '{member.Name}'{DidYouMean.Suffix(member.Name, Keys)}");
        if (!connectors.TryGetValue(id.GetString()!, out var connector))
        {
            add(
                $"{at}.connector",
                $"there is no connector '{id.GetString()}'{DidYouMean.Suffix(id.GetString()!, connectors.Keys)}; known are {string.Join(", ", connectors.Keys)}"
            );
            return null;
        }
        var written = value.TryGetProperty("settings", out var settings) ? settings : JsonElement.Parse("{}"u8);
        var filled = JsonSerializer.SerializeToElement(Fill(JsonNode.Parse(written.GetRawText()), $"{at}.settings", environment, add));
        var limits = value.TryGetProperty("limits", out var l) ? l : JsonElement.Parse("{}"u8);
        return Make(name, connector, filled, limits, (path, message) => add($"{at}.{path}", message));
    }

    /// <summary>Makes a connection of settings that have nothing to be filled in.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="connector">Its connector.</param>
    /// <param name="settings">Settings of the connector.</param>
    /// <param name="limits">Limits, as far as they differ from the connector's.</param>
    /// <param name="add">Takes what is wrong: path, beginning with settings or limits, and message.</param>
    /// <returns>The connection, or null if something is wrong.</returns>
    public static ConnectionDefinition? Make(
        string name,
        IConnector connector,
        JsonElement settings,
        JsonElement limits,
        Action<string, string> add
    )
    {
        ArgumentNullException.ThrowIfNull(connector);
        ArgumentNullException.ThrowIfNull(add);
        var problems = SettingsReader.Check(connector.Manifest.SettingsType, settings);
        foreach (var problem in problems)
            add(problem.Path.Length == 0 ? "settings" : $"settings.{problem.Path}", problem.Message);
        var limitProblems = SettingsReader.Check(typeof(LimitSettings), limits);
        foreach (var problem in limitProblems)
            add($"limits.{problem.Path}", problem.Message);
        return problems.Count + limitProblems.Count > 0
            ? null
            : new ConnectionDefinition(
                name,
                connector,
                settings,
                Merge(connector.Manifest.Limits, SettingsReader.Read<LimitSettings>(limits))
            );
    }

    private static ConnectionLimits Merge(ConnectionLimits limits, LimitSettings own) =>
        new()
        {
            ConcurrentCalls = own.ConcurrentCalls ?? limits.ConcurrentCalls,
            CallsPerSecond = own.CallsPerSecond ?? limits.CallsPerSecond,
            CallTimeout = own.CallTimeout ?? limits.CallTimeout,
        };

    private static JsonNode? Fill(JsonNode? node, string path, Func<string, string?> environment, Action<string, string> add) =>
        node switch
        {
            JsonObject group => new JsonObject(
                group.Select(m => KeyValuePair.Create(m.Key, Fill(m.Value, $"{path}.{m.Key}", environment, add)))
            ),
            JsonArray list => new JsonArray([.. list.Select((item, i) => Fill(item, $"{path}[{i}]", environment, add))]),
            JsonValue value when value.TryGetValue<string>(out var text) => FillText(text, path, environment, add),
            _ => node?.DeepClone(),
        };

    private static string FillText(string text, string path, Func<string, string?> environment, Action<string, string> add)
    {
        var filled = new StringBuilder();
        var at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is var open and >= 0)
        {
            var close = text.IndexOf('}', open);
            if (close < 0)
                break;
            var name = text[(open + 2)..close];
            var value = environment(name);
            if (value is null)
                add(path, $"the environment variable {name} is not set");
            filled.Append(text, at, open - at).Append(value);
            at = close + 1;
        }
        return filled.Append(text, at, text.Length - at).ToString();
    }
}
