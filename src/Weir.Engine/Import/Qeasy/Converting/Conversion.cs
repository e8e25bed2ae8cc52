namespace Weir.Engine.Import.Qeasy;

/// <summary>A scheme on its way to a flow: the nodes so far, and the report.</summary>
/// <param name="scheme">The scheme.</param>
/// <param name="flowNames">Flow names of schemes by their UUID, of all files of this import.</param>
internal sealed class Conversion(Scheme scheme, IReadOnlyDictionary<string, string> flowNames)
{
    public Scheme Scheme { get; } = scheme;

    public SchemeHalf Source => Scheme.Source;

    public SchemeHalf Target => Scheme.Target;

    public bool KingdeeTarget { get; } = Platforms.IsKingdee(scheme.Target);

    public bool KingdeeSource { get; } = Platforms.IsKingdee(scheme.Source);

    public ImportReport Report { get; } = new();

    /// <summary>Nodes in the order of the flow.</summary>
    public YamlGroup Nodes { get; } = new();

    /// <summary>Static tables; their files are to be filled by a person.</summary>
    public YamlGroup Tables { get; } = new();

    public YamlGroup Triggers { get; } = new();

    /// <summary>Files beside the flow, by their path.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The node that the next one takes from.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Adds a node that takes from the last one.</summary>
    public YamlGroup AddNode(string id, string type, string label)
    {
        var node = new YamlGroup { IsBlock = true }
            .Add("type", type)
            .Add("label", label);
        if (Last.Length > 0)
            node.Add("from", Last);
        Nodes.Add(id, node);
        Last = id;
        return node;
    }

    /// <summary>The flow that a scheme was imported as, if it was.</summary>
    public string? FlowOf(string strategyId) => flowNames.GetValueOrDefault(strategyId);

    /// <summary>Names of members that are lists: flattened, bound by the target, or declared.</summary>
    public HashSet<string> Lists { get; } = ListsOf(scheme);

    private static HashSet<string> ListsOf(Scheme scheme)
    {
        var lists = new HashSet<string>(scheme.Source.BeatFlat, StringComparer.Ordinal);
        foreach (var field in SchemeHalf.All(scheme.Target.Request).Where(f => f.IsList && f.Children.Count > 0))
            if (field.Value?.Trim('{', '}', ' ') is { Length: > 0 } path)
                lists.Add(path);
        foreach (var field in SchemeHalf.All(scheme.Source.Response).Where(f => f.IsList))
            lists.Add(field.Field);
        return lists;
    }
}
