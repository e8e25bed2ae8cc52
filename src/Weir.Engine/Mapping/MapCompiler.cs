using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Engine.Mapping.Expressions;
using Weir.Engine.Mapping.Members;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping;

/// <summary>Compiles a mapping, and tells what is wrong with it by its place in the mapping.</summary>
/// <param name="target">Fields of the target.</param>
/// <param name="tables">Static tables.</param>
/// <param name="problem">Takes the place, such as <c>FEntry.FQty</c> or <c>rows[0].m</c>, and what is wrong there.</param>
internal sealed partial class MapCompiler(FieldLookup target, StaticTables tables, Action<string, string> problem)
{
    private const string Each = "$each";
    private const string Source = "$value";
    private const string Default = "$default";
    private const string Table = "$table";
    private static readonly string[] ValueKeys = [Source, Default, Table, Each];

    /// <summary>Told of each path that is read, with the place that reads it.</summary>
    public Action<string, string>? Reads { get; init; }

    /// <summary>Variables of the page may be used: this is no mapping.</summary>
    public bool InPage { get; init; }

    /// <summary>The record that paths are looked up in.</summary>
    public Scope Record { get; } = Scope.OfRecord();

    public Member[] Compile(JsonElement fields)
    {
        if (fields.TryGetProperty(Each, out _) || fields.TryGetProperty(Source, out _))
            problem("", $"a document is one group of fields; {Each} and {Source} stand below a field");
        return Members(fields, new Place("", ""), Record);
    }

    private Member[] Members(JsonElement fields, Place place, Scope scope)
    {
        var members = new List<Member>();
        foreach (var field in fields.EnumerateObject())
            if (field.Name is not Each && Member(field.Name, field.Value, place.Below(field.Name), scope) is { } member)
                members.Add(member);
        return [.. members];
    }

    private Member? Member(string? name, JsonElement value, Place place, Scope scope)
    {
        var field = new TargetField(target.Find(place.Field));
        byte[] bytes = name is null
            ? []
            : Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":");
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Object when value.TryGetProperty(Each, out var list):
                return EachOf(bytes, field, list, value, place, scope);
            case JsonValueKind.Object when value.TryGetProperty(Source, out var source):
                return ValueOf(bytes, field, source, value, place, scope);
            case JsonValueKind.Object:
                return new GroupMember
                {
                    Name = bytes,
                    Field = field,
                    Members = Members(value, place, scope),
                };
            case JsonValueKind.Array:
                return new ListMember
                {
                    Name = bytes,
                    Field = field,
                    Items = Items(value, place, scope),
                };
            case JsonValueKind.String:
                return Text(bytes, field, value.GetString()!, place, scope);
            default:
                return Fixed(bytes, field, Encoding.UTF8.GetBytes(value.GetRawText()), place);
        }
    }

    private Member[] Items(JsonElement list, Place place, Scope scope)
    {
        var items = new List<Member>();
        foreach (var (index, item) in list.EnumerateArray().Index())
            if (Member(name: null, item, place.Item(index), scope) is { } member)
                items.Add(member);
        return [.. items];
    }

    private Node? Compiled(string text, Place place, Scope scope)
    {
        var before = scope.Asked.Count;
        try
        {
            var node = TextCompiler.ToNode(text, new CompileContext(scope, tables, text));
            foreach (var path in scope.Asked.Skip(before))
                Reads?.Invoke(path, place.Path);
            return node;
        }
        catch (ExpressionException e)
        {
            problem(place.Path, e.Message);
            return null;
        }
    }

    private Member? Text(byte[] name, TargetField field, string text, Place place, Scope scope)
    {
        if (text.Length == 0)
            return null;
        if (Template.IsExpression(text, out _))
            return Compiled(text, place, scope) is { } node
                ? new ExpressionMember
                {
                    Name = name,
                    Field = field,
                    Node = node,
                    Text = text,
                }
                : null;
        var parts = Template.Parse(text, out var wrong);
        wrong ??= parts.Select(Wrong).FirstOrDefault(w => w is not null);
        if (wrong is not null)
        {
            problem(place.Path, wrong);
            return null;
        }
        foreach (var part in parts.Where(p => p.Kind == TemplatePartKind.Path))
            Reads?.Invoke(part.Text, place.Path);
        switch (parts)
        {
            case [{ Kind: TemplatePartKind.Text }]:
                using (var literal = new Utf8Output())
                {
                    JsonText.Add(literal, Encoding.UTF8.GetBytes(text));
                    return Fixed(name, field, literal.Written.ToArray(), place);
                }
            case [{ Kind: TemplatePartKind.Path } only]:
                return new PathMember
                {
                    Name = name,
                    Field = field,
                    Source = scope.Find(only.Text, only.Format),
                };
            case [{ Kind: TemplatePartKind.Variable, Format: null } only] when !RunVariable.Find(only.Text)!.IsRandom:
                return new ExpressionMember
                {
                    Name = name,
                    Field = field,
                    Node = new VariableNode(RunVariable.Find(only.Text)!, format: null),
                    Text = text,
                };
            default:
                return new CompositeMember
                {
                    Name = name,
                    Field = field,
                    Parts = [.. parts.Select(part => PartOf(part, field, scope))],
                };
        }
    }

    /// <summary>What a template may not have, beyond its grammar.</summary>
    private string? Wrong(TemplatePart part) =>
        part.Kind != TemplatePartKind.Variable ? null
        : !InPage && RunVariable.Find(part.Text)!.IsOfPage
            ? $"{part.Text} is known only while a page of the source is read, not in a mapping"
        : RunVariable.Find(part.Text)!.IsRandom && part.Format is not null ? "random is no time and takes no format"
        : null;

    private static CompositePart PartOf(TemplatePart part, TargetField field, Scope scope)
    {
        if (part.Kind == TemplatePartKind.Path)
        {
            var inner = new TargetField(new FieldDescription(field.Name, FieldKind.Text, field.Name));
            return new CompositePart(
                [],
                new PathMember
                {
                    Name = [],
                    Field = inner,
                    Source = scope.Find(part.Text, part.Format),
                    Joins = true,
                },
                Variable: null,
                Format: null
            );
        }
        if (part.Kind == TemplatePartKind.Variable)
            return new CompositePart([], Path: null, RunVariable.Find(part.Text), part.Format);
        using var text = new Utf8Output();
        JsonText.AddInside(text, Encoding.UTF8.GetBytes(part.Text));
        return new CompositePart(text.Written.ToArray(), Path: null, Variable: null, Format: null);
    }

    private ConstantMember? Fixed(byte[] name, TargetField field, byte[] json, Place place)
    {
        using var output = new Utf8Output();
        try
        {
            FieldWriter.Write(output, json, field, CompileContext.NoClock, new Arena());
        }
        catch (MapException e)
        {
            problem(place.Path, e.Message);
            return null;
        }
        return new ConstantMember
        {
            Name = name,
            Field = field,
            Bytes = output.Written.ToArray(),
        };
    }

    /// <summary>A place in the mapping.</summary>
    /// <param name="Path">As problems tell it: <c>rows[0].m</c>.</param>
    /// <param name="Field">As the target names its fields: <c>rows.m</c>.</param>
    private readonly record struct Place(string Path, string Field)
    {
        public Place Below(string name) => new(Path.Length == 0 ? name : $"{Path}.{name}", Field.Length == 0 ? name : $"{Field}.{name}");

        public Place Item(int index) => this with { Path = $"{Path}[{index}]" };
    }
}
