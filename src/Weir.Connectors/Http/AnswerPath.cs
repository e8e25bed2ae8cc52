using System.Text;

namespace Weir.Connectors.Http;

/// <summary>A dotted path in an answer or a document; empty = the root.</summary>
internal sealed class AnswerPath(string dotted)
{
    /// <summary>As it was written.</summary>
    public string Dotted { get; } = dotted;

    /// <summary>The names on the way.</summary>
    public byte[][] Names { get; } = dotted.Length == 0 ? [] : [.. dotted.Split('.').Select(Encoding.UTF8.GetBytes)];
}
