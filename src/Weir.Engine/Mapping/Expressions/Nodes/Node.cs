namespace Weir.Engine.Mapping.Expressions;

/// <summary>A part of a compiled expression.</summary>
internal abstract class Node
{
    /// <summary>What is known of its value.</summary>
    public StaticType Type { get; protected init; }

    /// <summary>Character of the text at which it stands.</summary>
    public int At { get; init; }

    /// <summary>Levels of nodes below and including this one; bounded, because evaluation recurses.</summary>
    public int Depth { get; private set; } = 1;

    /// <summary>Gives the same value for every record, and needs none.</summary>
    public bool IsConstant { get; protected set; }

    public abstract Value Eval(scoped ref Row row);

    /// <summary>Takes note of what lies below.</summary>
    protected void Over(params ReadOnlySpan<Node?> below)
    {
        foreach (var node in below)
            if (node is not null)
                Depth = Math.Max(Depth, node.Depth + 1);
    }

    protected static bool AllConstant(params ReadOnlySpan<Node?> nodes)
    {
        foreach (var node in nodes)
            if (node is { IsConstant: false })
                return false;
        return true;
    }
}
