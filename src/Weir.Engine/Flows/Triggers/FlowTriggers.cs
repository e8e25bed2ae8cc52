using System.Text.Json;
using Weir.Sdk.Settings;

namespace Weir.Engine.Flows.Triggers;

/// <summary>Reads the triggers of a flow file.</summary>
internal static class FlowTriggers
{
    /// <summary>The triggers whose settings have the right shape; what is wrong is told.</summary>
    public static IReadOnlyList<Trigger> Read(JsonElement root, Action<Severity, string, string> add)
    {
        if (!root.TryGetProperty("triggers", out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        if (list.ValueKind != JsonValueKind.Object)
        {
            add(Severity.Error, "triggers", "'triggers' is a group: name of the trigger, and below it cron, every or after");
            return [];
        }
        var triggers = new List<Trigger>();
        foreach (var member in list.EnumerateObject())
        {
            var problems = SettingsReader.Check(typeof(TriggerSettings), member.Value);
            foreach (var problem in problems)
                add(
                    Severity.Error,
                    problem.Path.Length == 0 ? $"triggers.{member.Name}" : $"triggers.{member.Name}.{problem.Path}",
                    problem.Message
                );
            if (problems.Count == 0)
                triggers.Add(new Trigger(member.Name, member.Value.Deserialize<TriggerSettings>(SettingsReader.Json)!));
        }
        return triggers;
    }
}
