namespace Weir.Engine.Mapping.Expressions;

/// <summary>All functions by name. Those with a grammar of their own are listed too, for the documentation and for what was meant.</summary>
internal static partial class FunctionTable
{
    private const int Many = int.MaxValue;

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [.. Conditions(), .. Texts(), .. MoreTexts(), .. NumbersOf(), .. Times(), .. Others(), .. Hidden()];

    private static readonly Dictionary<string, FunctionEntry> ByName = All.ToDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that may be called.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Where(f => f.Group.Length > 0).Select(f => f.Name)];

    public static FunctionEntry? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>True if a word right behind <c>_function</c>, and the character after it, begin an expression.</summary>
    public static bool BeginsExpression(string word, char next) =>
        next == '(' ? Find(word) is { Group.Length: > 0 } : char.IsWhiteSpace(next) && word.ToUpperInvariant() is "CASE" or "NOT" or "NULL";

    private static IEnumerable<FunctionEntry> Hidden()
    {
        yield return new(
            "TRIM LEADING",
            "",
            1,
            2,
            "",
            "",
            Plain((a, scoped ref r) => TextFunctions.Trim(a, ref r, left: true, right: false), StaticType.Text)
        );
        yield return new(
            "TRIM TRAILING",
            "",
            1,
            2,
            "",
            "",
            Plain((a, scoped ref r) => TextFunctions.Trim(a, ref r, left: false, right: true), StaticType.Text)
        );
        yield return new("CAST TEXT", "", 1, 1, "", "", (a, at) => CastNode.Create(a[0], "CHAR", null, null, at)!);
        yield return new("CAST DATE", "", 1, 1, "", "", (a, at) => CastNode.Create(a[0], "DATE", null, null, at)!);
        yield return new("CAST TIME", "", 1, 1, "", "", (a, at) => CastNode.Create(a[0], "TIME", null, null, at)!);
        yield return new("CAST DATETIME", "", 1, 1, "", "", (a, at) => CastNode.Create(a[0], "DATETIME", null, null, at)!);
    }

    private static Func<Node[], int, Node> Plain(FunctionBody body, StaticType type, bool isPure = true) =>
        (a, at) => new CallNode(body, a, type, isPure) { At = at };

    private static Func<Node[], int, Node> Plain(FunctionBody body, Func<Node[], StaticType> type, bool isPure = true) =>
        (a, at) => new CallNode(body, a, type(a), isPure) { At = at };

    /// <summary>Read by the parser itself.</summary>
    private static Node Grammar(Node[] arguments, int at) =>
        throw new EvalFault("this is not written like other functions; see the documentation");
}
