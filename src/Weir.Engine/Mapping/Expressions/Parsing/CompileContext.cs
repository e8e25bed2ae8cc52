namespace Weir.Engine.Mapping.Expressions;

/// <summary>What an expression may refer to.</summary>
/// <param name="Scope">The record, or the current element of a list in it.</param>
/// <param name="Tables">Static tables by name.</param>
/// <param name="Text">The text that is compiled, for messages.</param>
internal sealed record CompileContext(Scope Scope, StaticTables Tables, string Text)
{
    /// <summary>The clock of what is worked out at compile time; nothing that depends on it is.</summary>
    public static readonly EvalClock NoClock = new(new RunVariables(LastSync: null, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc));

    public VariableNode Variable(string name, string? format, int at)
    {
        var variable = RunVariable.Find(name)!;
        if (format is not null && (variable.IsRandom || variable.IsOfPage))
            throw new ExpressionException($"{name} is no time and takes no format", at, Text);
        return new VariableNode(variable, format) { At = at };
    }
}
