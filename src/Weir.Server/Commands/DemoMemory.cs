using System.Text.Json;
using Weir.Sandbox;

namespace Weir.Server.Commands;

/// <summary>What the sandbox of a data directory was made from. The same makes the same agents again, so that a second demo finds nothing new.</summary>
internal sealed record DemoMemory(int Seed, int Agents, DateTimeOffset Anchor)
{
    public const int DefaultAgents = 2000;
    private const string FileName = "sandbox.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public SandboxOptions Options =>
        new()
        {
            Seed = Seed,
            Agents = Agents,
            Anchor = Anchor,
        };

    /// <summary>Reads it from the data directory, or makes it there.</summary>
    /// <exception cref="CommandException">It cannot be read, or another number of agents is wanted.</exception>
    public static DemoMemory Open(string data, int? agents, TimeProvider time)
    {
        var path = Path.Combine(data, FileName);
        if (!File.Exists(path))
        {
            // Vendors write whole seconds.
            var anchor = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
            var made = new DemoMemory(Seed: 1, agents ?? DefaultAgents, anchor);
            File.WriteAllText(path, JsonSerializer.Serialize(made, Json));
            return made;
        }
        var known = Read(path);
        return agents is null || agents == known.Agents
            ? known
            : throw new CommandException(
                $"{data} was made with {known.Agents} agents and its ledger knows them; use another --data directory for {agents}."
            );
    }

    private static DemoMemory Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<DemoMemory>(File.ReadAllText(path), Json) is { Agents: > 0 } known
                ? known
                : throw new CommandException($"{path} is not what a demo wrote; delete the data directory to begin anew.");
        }
        catch (JsonException e)
        {
            throw new CommandException($"{path} is damaged: {e.Message} Delete the data directory to begin anew.");
        }
    }
}
