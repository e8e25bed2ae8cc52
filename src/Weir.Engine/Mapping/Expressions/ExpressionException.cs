using System.Globalization;

namespace Weir.Engine.Mapping.Expressions;

/// <summary>An expression that cannot be compiled, or that cannot be worked out for a record. Never becomes a value.</summary>
public sealed class ExpressionException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="at">Character of the text at which it is wrong, from 0.</param>
    /// <param name="text">The text of the mapping value.</param>
    public ExpressionException(string problem, int at, string text)
        : base(string.Create(CultureInfo.InvariantCulture, $"{problem} (at character {at} of {Shorten(text, at)})"))
    {
        Problem = problem;
        At = at;
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>Character of the text, from 0, at which it is wrong.</summary>
    public int At { get; }

    /// <summary>The neighbourhood of the place; a text may be a megabyte long.</summary>
    private static string Shorten(string text, int at)
    {
        if (text.Length <= 200)
            return text;
        var start = Math.Clamp(at - 60, 0, text.Length);
        var end = Math.Min(text.Length, at + 100);
        return $"{(start > 0 ? "…" : "")}{text[start..end]}{(end < text.Length ? "…" : "")}";
    }
}

/// <summary>Something went wrong inside an operator or function, which do not know their place; the innermost node that has one marks it.</summary>
internal sealed class EvalFault(string message) : Exception(message)
{
    /// <summary>Character of the text; -1 while it is not known.</summary>
    public int At { get; private set; } = -1;

    /// <summary>For an exception filter: notes the place and lets the fault pass.</summary>
    public bool Mark(int at)
    {
        if (At < 0)
            At = at;
        return false;
    }
}
