using System.Text;
using System.Text.Json;
using Weir.Engine.Mapping.Expressions;
using Weir.Engine.Mapping.Members;
using Weir.Sdk.Settings;

namespace Weir.Engine.Mapping;

/// <summary>Groups with a meaning of their own: <c>$each</c>, <c>$value</c>.</summary>
internal sealed partial class MapCompiler
{
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
}
