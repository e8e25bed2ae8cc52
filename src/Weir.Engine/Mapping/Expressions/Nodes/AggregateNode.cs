using System.Text.Json;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>What an aggregate makes of the elements.</summary>
internal enum Aggregate
{
    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The mean.</summary>
    Avg,

    /// <summary>The least.</summary>
    Min,

    /// <summary>The greatest.</summary>
    Max,

    /// <summary>How many are not null.</summary>
    Count,

    /// <summary>Their texts, with something between.</summary>
    Join,
}

/// <summary><c>SUM({{items.qty}})</c>: goes over a list and works its argument out for each element. What is null does not count.</summary>
internal sealed class AggregateNode : Node
{
    private readonly Aggregate _kind;
    private readonly FieldReference _list;
    private readonly Scope _element;
    private readonly Node _argument;
    private readonly byte[] _between;

    public AggregateNode(Aggregate kind, FieldReference list, Scope element, Node argument, byte[] between)
    {
        (_kind, _list, _element, _argument, _between) = (kind, list, element, argument, between);
        Over(argument);
        Type =
            kind == Aggregate.Count ? StaticType.Int
            : kind == Aggregate.Join ? StaticType.Text
            : StaticType.Unknown;
    }

    public override Value Eval(scoped ref Row row)
    {
        var place = row.Slots[_list.Slot];
        var walk = place.IsMissing ? default : new ListWalk(row.Record, place.Offset, _list.Rest(place));
        var count = 0L;
        var result = default(Value);
        try
        {
            while (!place.IsMissing && walk.Next(out var element))
            {
                _element.Extract(ref row, element);
                var value = _argument.Eval(ref row);
                if (value.Kind == ValueKind.Json && FieldValue.KindOf(value.Text) == JsonValueKind.Array)
                    result = AddAll(value.Text, result, ref count, row);
                else if (!value.IsNull)
                    result = Add(result, value, ref count, row);
            }
        }
        catch (EvalFault fault) when (fault.Mark(At))
        {
            throw;
        }
        if (_kind == Aggregate.Count)
            return Value.Of(count);
        if (count == 0)
            return default;
        return _kind == Aggregate.Avg ? Mean(result, count) : result;
    }

    /// <summary>The element's value is a list itself: its values count one by one.</summary>
    private Value AddAll(ReadOnlySpan<byte> list, Value result, scoped ref long count, Row row)
    {
        var walk = new ListWalk(list, 0, []);
        while (walk.Next(out var inner))
            result = Add(result, ReferenceNode.Read(list.Slice(inner.Offset, inner.Length), row.Arena), ref count, row);
        return result;
    }

    private Value Add(Value result, Value value, scoped ref long count, Row row)
    {
        count++;
        switch (_kind)
        {
            case Aggregate.Count:
                return default;
            case Aggregate.Join:
                return Join(result, value, count == 1, row.Arena);
            case Aggregate.Min or Aggregate.Max:
                if (result.IsNull)
                    return value;
                var isLess = Comparer.TryCompare(value, result, row.Clock, out var order) && order < 0;
                return order != 0 && isLess == (_kind == Aggregate.Min) ? value : result;
            default:
                var number = Convert.ToNumber(value);
                if (result.IsNull)
                    return number;
                if (result.Kind == ValueKind.Double || number.Kind == ValueKind.Double)
                    return Value.Of(Convert.ToDouble(result) + Convert.ToDouble(number));
                if (result.Kind == ValueKind.Int && number.Kind == ValueKind.Int)
                {
                    var sum = unchecked(result.Int + number.Int);
                    if (((result.Int ^ sum) & (number.Int ^ sum)) >= 0)
                        return Value.Of(sum);
                }
                return Exact.Add(result, number);
        }
    }

    private Value Join(scoped in Value joined, scoped in Value value, bool isFirst, Arena arena)
    {
        var text = Convert.ToText(value, arena);
        if (isFirst)
            return Value.Of(text);
        Arena.Checked((long)joined.Text.Length + _between.Length + text.Length);
        var start = arena.Used;
        arena.Add(joined.Text);
        arena.Add(_between);
        arena.Add(text);
        return Value.Of(arena.Since(start));
    }

    private static Value Mean(scoped in Value sum, long count) =>
        sum.Kind == ValueKind.Double ? Value.Of(sum.Double / count) : Exact.Divide(sum, Value.Of(count));
}
