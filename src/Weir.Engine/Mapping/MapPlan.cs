using System.Text.Json;
using Weir.Engine.Mapping.Expressions;
using Weir.Engine.Mapping.Members;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping;

/// <summary>
/// A mapping, compiled: constants are ready-made bytes, paths are found in one walk, unchanged values are copied, expressions are trees. Empty values are
/// left out. Allocates nothing per record.
/// </summary>
public sealed class MapPlan
{
    private readonly Scope _record;
    private readonly Member[] _members;

    private MapPlan(Scope record, Member[] members) => (_record, _members) = (record, members);

    /// <summary>Paths the mapping reads, as they are written in it.</summary>
    public IReadOnlyCollection<string> Paths => _record.Asked;

    /// <summary>Compiles a mapping: an object whose values are constants, templates, expressions, or objects and lists of such.</summary>
    /// <param name="fields">The mapping.</param>
    /// <param name="target">Fields of the target, for types and references.</param>
    /// <param name="tables">Static tables that expressions may use.</param>
    /// <exception cref="JsonException">Something in it is malformed; validation tells so before.</exception>
    public static MapPlan Compile(JsonElement fields, IReadOnlyList<FieldDescription> target, StaticTables? tables = null)
    {
        var compiler = new MapCompiler(
            new FieldLookup(target),
            tables ?? StaticTables.None,
            (path, problem) => throw new JsonException($"{path}: {problem}")
        );
        var members = compiler.Compile(fields);
        return new MapPlan(compiler.Record, members);
    }

    /// <summary>Maps one record and appends the document to the output.</summary>
    /// <exception cref="MapException">A value does not fit its field, or an expression cannot be worked out.</exception>
    public void Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        var scratch = Scratch.Rent();
        try
        {
            var row = new Row
            {
                Record = record,
                Slots = scratch.Slots(_record.Slots),
                Scratch = scratch,
                Clock = context.Variables.Clock,
            };
            _record.ExtractRecord(ref row);
            _record.TellMissing(ref row, context.Missing);
            Member.WriteObject(_members, ref row, context, output);
        }
        finally
        {
            scratch.Return();
        }
    }
}
