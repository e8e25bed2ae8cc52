using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping.Members;

/// <summary><c>{{path}}</c> alone: the value as it is in the record, written as the target field wants it.</summary>
internal sealed class PathMember : Member
{
    public required FieldReference Source { get; init; }

    /// <summary>Inside of other text several values behind a list follow each other with commas.</summary>
    public bool Joins { get; init; }

    public override bool Write(scoped ref Row row, MapContext context, Utf8Output output)
    {
        var place = row.Slots[Source.Slot];
        if (place.IsMissing)
            return false;
        var json = row.Record.Slice(place.Offset, place.Length);
        if (place.Depth > 0)
            json = Collect(ref row, place);
        if (FieldWriter.IsEmpty(json))
            return false;
        if (Source.Format is null)
            FieldWriter.Write(output, json, Field, row.Clock, row.Arena);
        else
            WriteDate(ref row, json, output);
        return true;
    }

    /// <summary>A path behind a list: the list of what it finds; a field that takes a single value takes it from a list of one.</summary>
    private ReadOnlySpan<byte> Collect(scoped ref Row row, FieldValue place)
    {
        var list = row.Scratch.List;
        list.CutBack(0);
        list.Add(Joins ? (byte)'"' : (byte)'[');
        var only = default(FieldValue);
        var count = 0;
        var walk = new ListWalk(row.Record, place.Offset, Source.Rest(place));
        while (walk.Next(out var found))
        {
            var json = row.Record.Slice(found.Offset, found.Length);
            if (FieldWriter.IsEmpty(json))
                continue;
            if (count++ > 0)
                list.Add((byte)',');
            var start = list.Length;
            list.Add(json);
            if (Joins)
                list.Unquote(start);
            only = found;
        }
        list.Add(Joins ? (byte)'"' : (byte)']');
        return count == 1 && Field.Kind is not (FieldKind.Any or FieldKind.Array)
            ? row.Record.Slice(only.Offset, only.Length)
            : list.Written;
    }

    private void WriteDate(scoped ref Row row, ReadOnlySpan<byte> json, Utf8Output output)
    {
        var arena = row.Arena;
        var start = arena.Used;
        if (!DateText.TryParse(FieldWriter.Inside(json, arena), row.Clock, out var local))
            throw new MapException(
                Field.Name,
                $"{{{{{Source.Path}|{Source.Format}}}}} expects a date, the source has {FieldWriter.Shorten(json)}"
            );
        var text = arena.Used;
        TimeFormats.Add(local, Source.Format!, row.Clock, arena);
        output.Add((byte)'"');
        output.Add(arena.Since(text));
        output.Add((byte)'"');
        arena.Cut(start);
    }
}
