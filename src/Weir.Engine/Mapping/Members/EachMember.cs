using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping.Members;

/// <summary><c>$each</c>: one line per element of a list of the record.</summary>
internal sealed class EachMember : Member
{
    /// <summary>The list.</summary>
    public required FieldReference List { get; init; }

    /// <summary>The element.</summary>
    public required Scope Element { get; init; }

    /// <summary>What a line is.</summary>
    public required Member Line { get; init; }

    public override bool Write(scoped ref Row row, MapContext context, Utf8Output output)
    {
        var place = row.Slots[List.Slot];
        if (place.IsMissing)
            return false;
        var walk = new ListWalk(row.Record, place.Offset, List.Rest(place));
        var arena = row.Arena.Used;
        var any = false;
        output.Add((byte)'[');
        while (walk.Next(out var element))
        {
            Element.Extract(ref row, element);
            Element.TellMissing(ref row, context.Missing);
            var start = output.Length;
            if (any)
                output.Add((byte)',');
            if (Line.Write(ref row, context, output))
                any = true;
            else
                output.CutBack(start);
            row.Arena.Cut(arena);
        }
        output.Add((byte)']');
        return any;
    }
}
