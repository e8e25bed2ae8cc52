namespace Weir.Engine.Mapping.Expressions;

/// <summary>What a function does: evaluates the arguments it needs and gives a value.</summary>
internal delegate Value FunctionBody(ReadOnlySpan<Node> arguments, scoped ref Row row);

/// <summary>The call of a function.</summary>
internal sealed class CallNode : Node
{
    private readonly FunctionBody _body;
    private readonly Node[] _arguments;

    public CallNode(FunctionBody body, Node[] arguments, StaticType type, bool isPure)
    {
        _body = body;
        _arguments = arguments;
        Over(arguments);
        Type = type;
        IsConstant = isPure && AllConstant(arguments);
    }

    public override Value Eval(scoped ref Row row)
    {
        try
        {
            return _body(_arguments, ref row);
        }
        catch (EvalFault fault) when (fault.Mark(At))
        {
            throw;
        }
    }
}
