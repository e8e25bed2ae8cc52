namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>{{LAST_SYNC_TIME|datetime}}</c>: a variable of the run. Without a format a time is in seconds since 1970.</summary>
internal sealed class VariableNode : Node
{
    private readonly RunVariable _variable;
    private readonly string? _format;

    public VariableNode(RunVariable variable, string? format)
    {
        _variable = variable;
        _format = format;
        Type =
            variable.Parameter is not null ? StaticType.Unknown
            : variable.IsRandom || format is not (null or "timestamp" or "timestamp_ms") ? StaticType.Text
            : StaticType.Int;
    }

    public override Value Eval(scoped ref Row row)
    {
        var variables = row.Clock.Variables;
        if (_variable.Parameter is { } parameter)
            return Parameter(variables.Parameters[parameter], ref row);
        if (_variable.IsOfPage)
            return PageNumber(variables);
        if (!_variable.IsRandom)
        {
            var time = _variable.TimeOf(variables);
            if (_format is null or "timestamp")
                return Value.Of(time.ToUnixTimeSeconds());
            if (_format is "timestamp_ms")
                return Value.Of(time.ToUnixTimeMilliseconds());
        }
        var start = row.Arena.Used;
        _variable.AddText(_format, row.Clock, row.Arena);
        return Value.Of(row.Arena.Since(start));
    }

    private Value Parameter(ReadOnlySpan<byte> json, scoped ref Row row)
    {
        if (json.IsEmpty)
            return default;
        if (_format is null)
            return ReferenceNode.Read(json, row.Arena);
        try
        {
            var start = row.Arena.Used;
            _variable.AddText(_format, row.Clock, row.Arena);
            return Value.Of(row.Arena.Since(start));
        }
        catch (EvalFault fault) when (fault.Mark(At))
        {
            throw;
        }
    }

    private Value PageNumber(RunVariables variables)
    {
        try
        {
            return Value.Of(_variable.PageNumber(variables)!.Value);
        }
        catch (EvalFault fault) when (fault.Mark(At))
        {
            throw;
        }
    }
}
