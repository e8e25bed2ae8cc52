namespace Weir.Engine.Mapping.Expressions;

/// <summary>A function of the language.</summary>
/// <param name="Name">Its name, in capitals.</param>
/// <param name="Group">Where it stands in the documentation; empty for what is not called by its name.</param>
/// <param name="Least">Least arguments.</param>
/// <param name="Most">Most arguments.</param>
/// <param name="Signature">How it is written.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Create">Makes the node of a call.</param>
internal sealed record FunctionEntry(
    string Name,
    string Group,
    int Least,
    int Most,
    string Signature,
    string Summary,
    Func<Node[], int, Node> Create
)
{
    /// <summary>Number of arguments, for messages.</summary>
    public string Counts =>
        Least == Most ? $"{Least} argument{(Least == 1 ? "" : "s")}"
        : Most == int.MaxValue ? $"{Least} or more arguments"
        : $"{Least} to {Most} arguments";
}
