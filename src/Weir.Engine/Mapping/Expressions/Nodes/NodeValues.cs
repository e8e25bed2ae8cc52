namespace Weir.Engine.Mapping.Expressions;

/// <summary>Evaluates an argument as what a function wants; false if it is null, or no such thing.</summary>
internal static class NodeValues
{
    public static bool TryText(this Node node, scoped ref Row row, out ReadOnlySpan<byte> text)
    {
        var value = node.Eval(ref row);
        text = value.IsNull ? default : Convert.ToText(value, row.Arena);
        return !value.IsNull;
    }

    public static bool TryInt(this Node node, scoped ref Row row, out long number)
    {
        var value = node.Eval(ref row);
        number = value.IsNull ? 0 : Convert.ToInt(value);
        return !value.IsNull;
    }

    public static bool TryDouble(this Node node, scoped ref Row row, out double number)
    {
        var value = node.Eval(ref row);
        number = value.IsNull ? 0 : Convert.ToDouble(value);
        return !value.IsNull;
    }

    public static bool TryMoment(this Node node, scoped ref Row row, out Value moment)
    {
        moment = SqlTime.ToMoment(node.Eval(ref row), row.Clock);
        return !moment.IsNull;
    }
}
