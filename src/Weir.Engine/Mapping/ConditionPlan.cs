using Weir.Engine.Mapping.Expressions;

namespace Weir.Engine.Mapping;

/// <summary>An expression that decides: true when it is neither NULL nor 0, as in MySQL. Compiled once; one per lane, not for several threads.</summary>
public sealed class ConditionPlan
{
    private readonly ValuePlan _plan;

    private ConditionPlan(ValuePlan plan, string text) => (_plan, Text) = (plan, text);

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>Compiles an expression; <c>_function</c> in front of it is taken and not needed.</summary>
    /// <exception cref="ExpressionException">It is not well formed; the position is that in the text.</exception>
    public static ConditionPlan Compile(string text, StaticTables? tables = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bare = text.TrimStart();
        if (bare.StartsWith(Template.FunctionWord, StringComparison.Ordinal))
            bare = bare[Template.FunctionWord.Length..];
        try
        {
            // Alone first, so that an error is told where it is.
            ValuePlan.Compile($"{Template.FunctionWord} {bare}", tables);
        }
        catch (ExpressionException e)
        {
            var shift = text.Length - bare.Length - Template.FunctionWord.Length - 1;
            throw new ExpressionException(e.Problem, Math.Clamp(e.At + shift, 0, Math.Max(0, text.Length - 1)), text);
        }
        return new ConditionPlan(ValuePlan.Compile($"{Template.FunctionWord} IF(({bare}\n), 1, 0)", tables), text);
    }

    /// <summary>Decides for a record.</summary>
    /// <exception cref="ExpressionException">It cannot be worked out.</exception>
    public bool Holds(ReadOnlySpan<byte> record, MapContext context)
    {
        using var output = new Utf8Output();
        _plan.Apply(record, context, output);
        return output.Written.SequenceEqual("1"u8);
    }
}
