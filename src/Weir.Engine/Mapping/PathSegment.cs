using System.Globalization;
using System.Text;

namespace Weir.Engine.Mapping;

/// <summary>A step of a path: into a member by its name, or into an element by its number.</summary>
/// <param name="Name">Name of the member, in UTF-8; empty with an element.</param>
/// <param name="Index">Number of the element from 0; -1 with a member.</param>
internal sealed record PathSegment(byte[] Name, int Index)
{
    /// <summary>Splits <c>a.items[0].sku</c>.</summary>
    public static PathSegment[] Split(string path)
    {
        var segments = new List<PathSegment>();
        foreach (var part in path.Split('.'))
        {
            var name = part;
            var indexes = new List<int>();
            while (name.EndsWith(']') && name.LastIndexOf('[') is var open and >= 0 && Number(name[(open + 1)..^1]) is { } index)
            {
                indexes.Insert(0, index);
                name = name[..open];
            }
            if (name.Length > 0 || indexes.Count == 0)
                segments.Add(new PathSegment(Encoding.UTF8.GetBytes(name), -1));
            foreach (var index in indexes)
                segments.Add(new PathSegment([], index));
        }
        return [.. segments];
    }

    private static int? Number(string text) =>
        text.Length is > 0 and < 8 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Is(PathSegment other) => Index == other.Index && Name.AsSpan().SequenceEqual(other.Name);
}
