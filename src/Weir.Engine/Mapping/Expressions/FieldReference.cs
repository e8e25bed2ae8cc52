namespace Weir.Engine.Mapping.Expressions;

/// <summary>A path of a template or expression, and where its value is found.</summary>
/// <param name="Path">The path as it was written.</param>
/// <param name="Slot">Number of its place in <see cref="Row.Slots"/>.</param>
/// <param name="Segments">Its steps, from the record or the element it belongs to.</param>
/// <param name="Format">How a date in it is written, or null.</param>
internal sealed record FieldReference(string Path, int Slot, PathSegment[] Segments, string? Format)
{
    /// <summary>What of the path is still to be followed when a list was met on the way; nothing when it was followed to its end.</summary>
    public ReadOnlySpan<PathSegment> Rest(FieldValue place) => place.Depth == 0 ? default : Segments.AsSpan(place.Depth);
}
