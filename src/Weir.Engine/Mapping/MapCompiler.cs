using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Engine.Mapping.Expressions;
using Weir.Engine.Mapping.Members;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Engine.Mapping;

/// <summary>Compiles a mapping, and tells what is wrong with it by its place in the mapping.</summary>
/// <param name="target">Fields of the target.</param>
/// <param name="tables">Static tables.</param>
/// <param name="problem">Takes the place, such as <c>FEntry.FQty</c> or <c>rows[0].m</c>, and what is wrong there.</param>
internal sealed class MapCompiler(FieldLookup target, StaticTables tables, Action<string, string> problem)
{
    private const string Each = "$each";
    private const string Source = "$value";
    private const string Default = "$default";
    private const string Table = "$table";
    private static readonly string[] ValueKeys = [Source, Default, Table, Each];

    /// <summary>Told of each path that is read, with the place that reads it.</summary>
    public Action<string, string>? Reads { get; init; }

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

    private EachMember? EachOf(byte[] name, TargetField field, JsonElement list, JsonElement value, Place place, Scope scope)
    {
        var text = list.ValueKind == JsonValueKind.String ? list.GetString()!.Trim() : "";
        var parts = Template.Parse(text, out var wrong);
        var path = parts is [{ Kind: TemplatePartKind.Text or TemplatePartKind.Path, Format: null } part] ? part.Text : "";
        if (path.Length == 0 || wrong is not null || path.Contains(' ', StringComparison.Ordinal))
        {
            problem(place.Below(Each).Path, wrong ?? "expected the path of a list of the record, for example items");
            return null;
        }
        Reads?.Invoke(path, place.Below(Each).Path);
        var found = scope.Find(path);
        var element = scope.Of(path);
        Member? line = value.TryGetProperty(Source, out var source)
            ? ValueOf([], field, source, value, place, element)
            : new GroupMember
            {
                Name = [],
                Field = field,
                Members = Members(value, place, element),
            };
        return line is null
            ? null
            : new EachMember
            {
                Name = name,
                Field = field,
                List = found,
                Element = element,
                Line = line,
            };
    }

    private Member? ValueOf(byte[] name, TargetField field, JsonElement source, JsonElement value, Place place, Scope scope)
    {
        foreach (var key in value.EnumerateObject())
            if (!ValueKeys.Contains(key.Name, StringComparer.Ordinal))
                problem(
                    place.Below(key.Name).Path,
                    $"unknown key '{key.Name}'{DidYouMean.Suffix(key.Name, ValueKeys)}; a value has {Source}, {Default} and {Table}"
                );
        var otherwise = value.TryGetProperty(Default, out var fallback) ? fallback : default;
        if (value.TryGetProperty(Table, out var table))
            return Looked(name, field, source, otherwise, table, place, scope);
        var first = Member(name: null, source, place.Below(Source) with { Field = place.Field }, scope);
        var second =
            otherwise.ValueKind == JsonValueKind.Undefined
                ? null
                : Member(name: null, otherwise, place.Below(Default) with { Field = place.Field }, scope);
        if (first is null && second is null)
            return null;
        first ??= second!;
        return new DefaultMember
        {
            Name = name,
            Field = field,
            First = first,
            Otherwise = second ?? first,
        };
    }

    /// <summary>The value as a key of a static table.</summary>
    private ExpressionMember? Looked(
        byte[] name,
        TargetField field,
        JsonElement source,
        JsonElement otherwise,
        JsonElement table,
        Place place,
        Scope scope
    )
    {
        var tableName = table.ValueKind == JsonValueKind.String ? table.GetString()! : "";
        var key = NodeOf(source, place.Below(Source), scope);
        var fallback = otherwise.ValueKind == JsonValueKind.Undefined ? null : NodeOf(otherwise, place.Below(Default), scope);
        if (key is null)
            return null;
        try
        {
            // An empty key is looked up no more than a missing one.
            var empty = new ConstantNode(Value.Of(""u8));
            var filled = new CallNode(ConditionFunctions.NullIf, [key, empty], key.Type, isPure: true);
            var node = TableNode.Create(
                Encoding.UTF8.GetBytes(tableName),
                filled,
                fallback,
                new CompileContext(scope, tables, tableName),
                0
            );
            return new ExpressionMember
            {
                Name = name,
                Field = field,
                Node = node,
                Text = source.ToString(),
            };
        }
        catch (ExpressionException e)
        {
            problem(place.Below(Table).Path, e.Problem);
            return null;
        }
    }

    private Node? NodeOf(JsonElement value, Place place, Scope scope)
    {
        if (value.ValueKind == JsonValueKind.String)
            return Compiled(value.GetString()!, place, scope);
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return new ConstantNode(ReferenceNode.Read(Encoding.UTF8.GetBytes(value.GetRawText()), new Arena()));
        problem(place.Path, "expected a text, template or number");
        return null;
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
    private static string? Wrong(TemplatePart part) =>
        part.Kind != TemplatePartKind.Variable ? null
        : RunVariable.Find(part.Text)!.IsOfPage ? $"{part.Text} is known only while a page of the source is read, not in a mapping"
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
