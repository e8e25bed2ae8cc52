using Weir.Engine.Mapping.Expressions;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping.Members;

/// <summary>Text with values in it: <c>{{billNo}}-{{wh.code}}</c>.</summary>
internal sealed class CompositeMember : Member
{
    /// <summary>The pieces; text is escaped as JSON already.</summary>
    public required CompositePart[] Parts { get; init; }

    public override bool Write(scoped ref Row row, MapContext context, Utf8Output output)
    {
        if (Field.Kind is FieldKind.Text or FieldKind.Any or FieldKind.Object or FieldKind.Array)
            return WriteText(ref row, context, output);
        var text = row.Scratch.Json;
        text.CutBack(0);
        if (!WriteText(ref row, context, text))
            return false;
        FieldWriter.Write(output, text.Written, Field, row.Clock, row.Arena);
        return true;
    }

    private bool WriteText(scoped ref Row row, MapContext context, Utf8Output text)
    {
        text.Add((byte)'"');
        var start = text.Length;
        foreach (var part in Parts)
        {
            if (part.Path is { } path)
                AddPath(path, ref row, context, text);
            else if (part.Variable is { } variable)
                AddVariable(variable, part.Format, ref row, text);
            else
                text.Add(part.Text);
        }
        text.Add((byte)'"');
        return text.Length > start + 1;
    }

    /// <summary>The inside of a JSON string is escaped already, so it can be copied between other escaped text.</summary>
    private static void AddPath(PathMember path, scoped ref Row row, MapContext context, Utf8Output text)
    {
        var start = text.Length;
        if (path.Write(ref row, context, text))
            text.Unquote(start);
        else
            text.CutBack(start);
    }

    private void AddVariable(RunVariable variable, string? format, scoped ref Row row, Utf8Output text)
    {
        var start = row.Arena.Used;
        try
        {
            variable.AddText(format, row.Clock, row.Arena);
        }
        catch (EvalFault fault)
        {
            throw new MapException(Field.Name, fault.Message);
        }
        if (variable.Parameter is null)
            text.Add(row.Arena.Since(start));
        else
            JsonText.AddInside(text, row.Arena.Since(start));
        row.Arena.Cut(start);
    }
}

/// <summary>A piece of a composite: text, a path, or a variable.</summary>
internal sealed record CompositePart(byte[] Text, PathMember? Path, RunVariable? Variable, string? Format);
