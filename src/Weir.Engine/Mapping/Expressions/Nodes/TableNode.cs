using System.Text;
using Weir.Sdk.Settings;

namespace Weir.Engine.Mapping.Expressions;

/// <summary><c>TABLE('name', key[, default])</c></summary>
internal sealed class TableNode : Node
{
    private readonly StaticTable _table;
    private readonly Node _key;
    private readonly Node? _otherwise;

    private TableNode(StaticTable table, Node key, Node? otherwise)
    {
        (_table, _key, _otherwise) = (table, key, otherwise);
        Over(key, otherwise);
    }

    public static TableNode Create(byte[] name, Node key, Node? otherwise, CompileContext context, int at)
    {
        var table = Encoding.UTF8.GetString(name);
        return context.Tables.TryFind(table, out var found)
            ? new TableNode(found, key, otherwise) { At = at }
            : throw new ExpressionException(
                $"there is no table '{table}'{DidYouMean.Suffix(table, context.Tables.Names)}",
                at,
                context.Text
            );
    }

    public override Value Eval(scoped ref Row row)
    {
        var key = _key.Eval(ref row);
        if (!key.IsNull)
        {
            var text = Convert.ToText(key, row.Arena);
            if (_table.Find(text) is { } value)
                return value.Eval(ref row);
            if (_otherwise is null)
            {
                var fault = new EvalFault($"table '{_table.Name}' has no row for {ValueText.Of(key)}");
                fault.Mark(At);
                throw fault;
            }
        }
        return _otherwise is null ? default : _otherwise.Eval(ref row);
    }
}
