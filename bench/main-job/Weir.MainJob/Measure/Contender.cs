using System.Diagnostics;

namespace Weir.MainJob.Measure;

/// <summary>A program that does the main job: how it is started for given servers and an empty data directory.</summary>
internal sealed record Contender(string Name, Func<Servers, string, ProcessStartInfo> Start)
{
    public const string Baseline = "baseline";
    public const string BaselineSqlite = "baseline-sqlite";
    public const string Ours = "weir";

    public static IEnumerable<Contender> From(Options options)
    {
        var only = options.List("only", $"{Baseline},{BaselineSqlite},{Ours}");
        foreach (var name in only)
        {
            if (!name.Equals(Ours, StringComparison.Ordinal))
                yield return OfBaseline(name, options);
            else if (options.Text("weir") is { } program)
                yield return OfWeir(program, options);
        }
    }

    public static Contender OfBaseline(string name, Options options, params string[] more) =>
        new(
            name,
            (servers, data) =>
                OwnProgram.Start([
                    name,
                    .. (string[])["--source", servers.Source.Url, "--sink", servers.Sink.Url, "--data", data],
                    .. (string[])["--senders", $"{options.Number("senders", 4)}"],
                    .. more,
                ])
        );

    private static Contender OfWeir(string program, Options options)
    {
        var flow = options.Text("flow") ?? Path.Combine(AppContext.BaseDirectory, "flow.yaml");
        var template = options.Text("connections") is { } file ? File.ReadAllText(file) : ConnectionsFile.Template;
        return new Contender(
            Ours,
            (servers, data) =>
            {
                var ownFlow = Path.Combine(data, "..", "flow.yaml");
                File.Copy(flow, ownFlow, overwrite: true);
                var connections = ConnectionsFile.Write(Path.Combine(data, ".."), template, servers);
                return OwnProgram.Start(program, ["run", ownFlow, "--connections", connections, "--data", data, "--json"]);
            }
        );
    }
}
