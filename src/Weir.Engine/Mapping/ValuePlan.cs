using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Weir.Engine.Mapping.Expressions;
using Weir.Engine.Mapping.Members;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping;

/// <summary>A single text of a mapping, compiled alone: for <c>weir eval</c> and for the settings of a source.</summary>
public sealed class ValuePlan
{
    private readonly Scope _record;
    private readonly Node? _node;
    private readonly Member? _member;
    private readonly string _text;

    private ValuePlan(Scope record, Node? node, Member? member, string text) =>
        (_record, _node, _member, _text) = (record, node, member, text);

    /// <summary>Compiles an expression, a template or a constant.</summary>
    /// <exception cref="ExpressionException">It is not well formed.</exception>
    public static ValuePlan Compile(string text, StaticTables? tables = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Template.IsExpression(text, out _))
        {
            var scope = Scope.OfRecord();
            return new ValuePlan(
                scope,
                TextCompiler.ToNode(text, new CompileContext(scope, tables ?? StaticTables.None, text)),
                member: null,
                text
            );
        }
        Template.Parse(text, out var problem, out var at);
        if (problem is not null)
            throw new ExpressionException(problem, at, text);
        var compiler = new MapCompiler(new FieldLookup([]), StaticTables.None, (_, wrong) => throw new ExpressionException(wrong, 0, text))
        {
            InPage = true,
        };
        var member = compiler.Compile(
            JsonSerializer.SerializeToElement(new Dictionary<string, string>(StringComparer.Ordinal) { ["value"] = text })
        );
        return new ValuePlan(compiler.Record, node: null, member is [var only] ? only : null, text);
    }

    /// <summary>Appends the value for a record as JSON, and tells its kind.</summary>
    /// <exception cref="ExpressionException">It cannot be worked out.</exception>
    /// <exception cref="MapException">A value does not fit its place.</exception>
    public ValueKind Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
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
            if (_node is null)
                return WriteTemplate(ref row, context, output);
            var value = _node.Eval(ref row);
            ValueJson.Add(output, value, scratch.Arena);
            return value.Kind;
        }
        catch (EvalFault fault)
        {
            throw new ExpressionException(fault.Message, Math.Max(fault.At, 0), _text);
        }
        finally
        {
            scratch.Return();
        }
    }

    private ValueKind WriteTemplate(scoped ref Row row, MapContext context, Utf8Output output)
    {
        var start = output.Length;
        if (_member?.Write(ref row, context, output) == true)
            return KindOf(output.Written[start..]);
        output.CutBack(start);
        // Alone, a path gives what the record has, be it empty or nothing.
        if (_member is not PathMember path)
        {
            output.Add("\"\""u8);
            return ValueKind.Text;
        }
        var place = row.Slots[path.Source.Slot];
        output.Add(
            place.IsMissing ? "null"u8
            : place.Depth > 0 ? "[]"u8
            : row.Record.Slice(place.Offset, place.Length)
        );
        return KindOf(output.Written[start..]);
    }

    /// <summary>The kind of a value that was copied from a record.</summary>
    private static ValueKind KindOf(ReadOnlySpan<byte> json) =>
        FieldValue.KindOf(json) switch
        {
            JsonValueKind.String => ValueKind.Text,
            JsonValueKind.Null => ValueKind.Null,
            JsonValueKind.Number => Numbers.TryRead(json, out var number) ? number.Kind : ValueKind.Double,
            _ => ValueKind.Json,
        };

    /// <summary>The text of a value that needs no record.</summary>
    internal string Text(RunVariables variables)
    {
        var node = Node(variables);
        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString() ?? "";
    }

    /// <summary>A value that needs no record, as JSON.</summary>
    internal JsonNode? Node(RunVariables variables)
    {
        using var output = new Utf8Output();
        Apply("{}"u8, new MapContext(variables, _ => { }), output);
        return JsonNode.Parse(Encoding.UTF8.GetString(output.Written));
    }
}
