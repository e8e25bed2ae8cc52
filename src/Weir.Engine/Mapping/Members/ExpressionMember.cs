using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping.Members;

/// <summary>An expression.</summary>
internal sealed class ExpressionMember : Member
{
    public required Node Node { get; init; }

    /// <summary>The text it was compiled from, for messages.</summary>
    public required string Text { get; init; }

    public override bool Write(scoped ref Row row, MapContext context, Utf8Output output)
    {
        var arena = row.Arena.Used;
        try
        {
            var value = Node.Eval(ref row);
            if (
                value.IsNull
                || value.Kind is ValueKind.Text && value.Text.IsEmpty
                || value.Kind is ValueKind.Json && FieldWriter.IsEmpty(value.Text)
            )
                return false;
            Write(value, ref row, output);
            return true;
        }
        catch (EvalFault fault)
        {
            throw new MapException(Field.Name, new ExpressionException(fault.Message, Math.Max(fault.At, 0), Text).Message);
        }
        finally
        {
            row.Arena.Cut(arena);
        }
    }

    private void Write(scoped in Value value, scoped ref Row row, Utf8Output output)
    {
        var takesAny = Field.Kind is FieldKind.Any or FieldKind.Object or FieldKind.Array;
        if (takesAny || Field.Kind is FieldKind.Text && value.Kind is ValueKind.Text)
        {
            ValueJson.Add(output, value, row.Arena);
            return;
        }
        var json = row.Scratch.Json;
        json.CutBack(0);
        ValueJson.Add(json, value, row.Arena);
        FieldWriter.Write(output, json.Written, Field, row.Clock, row.Arena);
    }
}

/// <summary><c>$value</c> with <c>$default</c>: the second when the first is empty.</summary>
internal sealed class DefaultMember : Member
{
    public required Member First { get; init; }

    public required Member Otherwise { get; init; }

    public override bool Write(scoped ref Row row, MapContext context, Utf8Output output)
    {
        var start = output.Length;
        if (First.Write(ref row, context, output))
            return true;
        output.CutBack(start);
        return Otherwise.Write(ref row, context, output);
    }
}
