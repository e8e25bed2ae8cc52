using System.Runtime.CompilerServices;
using System.Text.Json;
using Weir.Sdk.Records;

namespace Weir.Engine.Mapping;

/// <summary>
/// Goes over what a path finds behind a list: each element, and of each the rest of the path, through further lists. A value that is no list counts as one
/// element. Allocates nothing.
/// </summary>
internal ref struct ListWalk
{
    private const int MostLevels = 16;
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<PathSegment> _rest;
    private Levels _levels;
    private int _level = -1;
    private FieldValue _next;

    /// <summary>Begins at the value at a position.</summary>
    public ListWalk(ReadOnlySpan<byte> json, int at, ReadOnlySpan<PathSegment> rest)
    {
        _json = json;
        _rest = rest;
        Enter(at, 0);
    }

    /// <summary>The next value that is not null.</summary>
    public bool Next(out FieldValue value)
    {
        while (_next.IsMissing && _level >= 0)
            Step();
        value = _next;
        _next = default;
        return !value.IsMissing;
    }

    private void Step()
    {
        ref var level = ref _levels[_level];
        var at = level.At;
        if (at >= _json.Length || _json[at] == (byte)']')
        {
            _level--;
            return;
        }
        var end = JsonScan.SkipValue(_json, at);
        var segment = level.Segment;
        var after = JsonScan.SkipWhiteSpace(_json, end);
        if (after < _json.Length && _json[after] == (byte)',')
            after = JsonScan.SkipWhiteSpace(_json, after + 1);
        level.At = after;
        Enter(at, segment);
    }

    /// <summary>Follows the path from a value until it ends or meets a list.</summary>
    private void Enter(int at, int segment)
    {
        while (at < _json.Length)
        {
            var first = _json[at];
            if (segment < _rest.Length && _rest[segment].Index >= 0)
            {
                if (first != (byte)'[')
                    return;
                var element = JsonNames.Element(_json, at, _rest[segment++].Index);
                if (element.IsMissing)
                    return;
                at = element.Offset;
                continue;
            }
            if (first == (byte)'[')
            {
                if (++_level == MostLevels)
                    throw new JsonException($"Lists are nested more than {MostLevels} deep.");
                _levels[_level] = new Level { At = JsonScan.SkipWhiteSpace(_json, at + 1), Segment = segment };
                return;
            }
            if (segment == _rest.Length)
            {
                if (first != (byte)'n')
                    _next = new FieldValue(at, JsonScan.SkipValue(_json, at) - at, 0);
                return;
            }
            if (first != (byte)'{')
                return;
            var member = JsonNames.Find(_json, at, _rest[segment++].Name);
            if (member.IsMissing)
                return;
            at = member.Offset;
        }
    }

    private struct Level
    {
        public int At;
        public int Segment;
    }

    [InlineArray(MostLevels)]
    private struct Levels
    {
        private Level _first;
    }
}
