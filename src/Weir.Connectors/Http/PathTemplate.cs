using System.Text;
using Weir.Sdk.Errors;

namespace Weir.Connectors.Http;

/// <summary>A path with <c>{field}</c> in it.</summary>
internal sealed class PathTemplate
{
    private readonly List<(string Text, bool IsField)> _parts = [];

    public PathTemplate(string path)
    {
        var at = 0;
        while (path.IndexOf('{', at) is var open and >= 0 && path.IndexOf('}', open) is var close and >= 0)
        {
            _parts.Add((path[at..open], false));
            _parts.Add((path[(open + 1)..close], true));
            at = close + 1;
        }
        _parts.Add((path[at..], false));
        Text = path;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>True if it holds fields.</summary>
    public bool HasFields => _parts.Exists(part => part.IsField);

    /// <summary>Names of the fields.</summary>
    public IEnumerable<string> Fields => _parts.Where(part => part.IsField).Select(part => part.Text);

    /// <summary>The path with escaped values.</summary>
    /// <exception cref="ConnectorException">Kind Rejected: a value is missing.</exception>
    public string Fill(Func<string, string?> value)
    {
        if (!HasFields)
            return Text;
        var path = new StringBuilder();
        foreach (var (text, isField) in _parts)
        {
            if (!isField)
            {
                path.Append(text);
                continue;
            }
            if (value(text) is not { Length: > 0 } filled)
                throw new ConnectorException(ErrorKind.Rejected, $"HTTP: the path '{Text}' needs '{text}', which is empty.")
                {
                    Code = "path",
                };
            path.Append(Uri.EscapeDataString(filled));
        }
        return path.ToString();
    }
}
