using System.Text.Json;

namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>{{path}}</c>: a field of the record or of the current element, by its JSON type.</summary>
internal sealed class ReferenceNode : Node
{
    private readonly FieldReference _field;

    public ReferenceNode(FieldReference field)
    {
        _field = field;
        if (field.Format is not null)
            Type = StaticType.Text;
    }

    public override Value Eval(scoped ref Row row)
    {
        var place = row.Slots[_field.Slot];
        if (place.IsMissing)
            return default;
        try
        {
            if (_field.Format is not null)
                return FormatDate(ref row);
            return place.Depth > 0 ? Behind(ref row, place) : Read(row.Record.Slice(place.Offset, place.Length), row.Arena);
        }
        catch (EvalFault fault) when (fault.Mark(At))
        {
            throw;
        }
    }

    /// <summary>The value of a piece of JSON.</summary>
    public static Value Read(ReadOnlySpan<byte> json, Arena arena)
    {
        switch (json[0])
        {
            case (byte)'"':
                var inside = json[1..^1];
                return Value.OfField(inside.Contains((byte)'\\') ? JsonText.Unescape(json, arena) : inside);
            case (byte)'{' or (byte)'[':
                return Value.OfJson(json);
            case (byte)'t':
                return Value.Of(1L);
            case (byte)'f':
                return Value.Of(0L);
            case (byte)'n':
                return default;
            default:
                return Numbers.TryRead(json, out var number)
                    ? number
                    : throw new EvalFault(
                        $"{System.Text.Encoding.UTF8.GetString(json[..Math.Min(json.Length, 60)])} is out of range of a number"
                    );
        }
    }

    /// <summary>A path behind a list: the only value it finds, or a list of all.</summary>
    private Value Behind(scoped ref Row row, FieldValue place)
    {
        var arena = row.Arena;
        var start = arena.Used;
        var count = 0;
        var first = default(FieldValue);
        var walk = new ListWalk(row.Record, place.Offset, _field.Rest(place));
        while (walk.Next(out var element))
            if (count++ == 0)
                first = element;
        if (count == 0)
            return default;
        if (count == 1)
            return Read(row.Record.Slice(first.Offset, first.Length), arena);
        arena.Add((byte)'[');
        walk = new ListWalk(row.Record, place.Offset, _field.Rest(place));
        for (var i = 0; walk.Next(out var element); i++)
        {
            if (i > 0)
                arena.Add((byte)',');
            arena.Add(row.Record.Slice(element.Offset, element.Length));
        }
        arena.Add((byte)']');
        return Value.OfJson(arena.Since(start));
    }

    private Value FormatDate(scoped ref Row row)
    {
        var place = row.Slots[_field.Slot];
        var json = row.Record.Slice(place.Offset, place.Length);
        if (FieldValue.KindOf(json) == JsonValueKind.Null)
            return default;
        var text = FieldWriter.Inside(json, row.Arena);
        if (!DateText.TryParse(text, row.Clock, out var local))
            throw new EvalFault($"{{{{{_field.Path}|{_field.Format}}}}} expects a date, the record has {FieldWriter.Shorten(json)}");
        var start = row.Arena.Used;
        TimeFormats.Add(local, _field.Format!, row.Clock, row.Arena);
        return Value.Of(row.Arena.Since(start));
    }
}
