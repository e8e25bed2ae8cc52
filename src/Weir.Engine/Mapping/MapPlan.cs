using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Mapping;

/// <summary>
/// A mapping, compiled: constants are ready-made bytes, paths are found in one walk, unchanged values are copied. Empty values are left out.
/// </summary>
public sealed class MapPlan
{
    private readonly PathPlan _paths = new();
    private readonly Member[] _members;

    private MapPlan(JsonElement fields, FieldLookup target) => _members = Compile(fields, "", target);

    /// <summary>Paths the mapping reads.</summary>
    public IReadOnlyList<string> Paths => _paths.Paths;

    /// <summary>Compiles a mapping: an object whose values are constants, templates, or objects and lists of such.</summary>
    /// <param name="fields">The mapping.</param>
    /// <param name="target">Fields of the target, for types and references.</param>
    /// <exception cref="JsonException">A template is malformed; validation tells so before.</exception>
    public static MapPlan Compile(JsonElement fields, IReadOnlyList<FieldDescription> target) => new(fields, new FieldLookup(target));

    /// <summary>Maps one record and appends the document to the output.</summary>
    /// <exception cref="MapException">A value does not fit its field.</exception>
    public void Apply(ReadOnlySpan<byte> record, MapContext context, Utf8Output output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        Span<FieldValue> values = _paths.Count <= 64 ? stackalloc FieldValue[_paths.Count] : new FieldValue[_paths.Count];
        _paths.Extract(record, values);
        for (var i = 0; i < values.Length; i++)
            if (values[i].IsMissing)
                context.Missing(_paths.Paths[i]);
        WriteObject(_members, record, values, context, output);
    }

    /// <summary>Returns false, and writes nothing, when every member is empty.</summary>
    private bool WriteObject(
        Member[] members,
        ReadOnlySpan<byte> record,
        ReadOnlySpan<FieldValue> values,
        MapContext context,
        Utf8Output output
    )
    {
        output.Add((byte)'{');
        var any = false;
        foreach (var member in members)
        {
            var start = output.Length;
            if (any)
                output.Add((byte)',');
            output.Add(member.Name);
            if (WriteValue(member, record, values, context, output))
                any = true;
            else
                output.CutBack(start);
        }
        output.Add((byte)'}');
        return any;
    }

    private bool WriteValue(
        Member member,
        ReadOnlySpan<byte> record,
        ReadOnlySpan<FieldValue> values,
        MapContext context,
        Utf8Output output
    )
    {
        switch (member)
        {
            case Constant constant:
                output.Add(constant.Bytes);
                return true;
            case Path path:
                return WritePath(path, record, values[path.Number], context, output);
            case Composite composite:
                return WriteComposite(composite, record, values, context, output);
            case Group group:
                return WriteObject(group.Members, record, values, context, output);
            case Items items:
                return WriteItems(items, record, values, context, output);
            default:
                throw new InvalidOperationException($"No writer for {member.GetType().Name}.");
        }
    }

    private static bool WritePath(Path path, ReadOnlySpan<byte> record, FieldValue value, MapContext context, Utf8Output output)
    {
        if (value.IsMissing)
            return false;
        var json = record.Slice(value.Offset, value.Length);
        if (value.Depth > 0)
        {
            json = FieldWriter.Collect(json, path.Segments[value.Depth..]);
            if (path.Field.Kind is not (FieldKind.Any or FieldKind.Array) && Sdk.Records.JsonScan.Elements(json, 0, out _) is [var only])
                json = json.Slice(only.Offset, only.Length);
        }
        if (FieldWriter.IsEmpty(json))
            return false;
        if (path.Format is null)
            FieldWriter.Write(output, json, path.Field, context.Variables.Zone);
        else
            FieldWriter.Literal(output, FormatDate(json, path, context));
        return true;
    }

    private static string FormatDate(ReadOnlySpan<byte> json, Path path, MapContext context)
    {
        return DateText.TryParse(FieldWriter.DateOf(json), context.Variables.Zone, out var time)
            ? RunVariables.Format(time, path.Format, context.Variables.Zone)
            : throw new MapException(
                path.Field.Name,
                $"{{{{{string.Join('.', path.Segments)}|{path.Format}}}}} expects a date, the source has {FieldWriter.Shorten(json)}"
            );
    }

    private static bool WriteComposite(
        Composite composite,
        ReadOnlySpan<byte> record,
        ReadOnlySpan<FieldValue> values,
        MapContext context,
        Utf8Output output
    )
    {
        using var text = new Utf8Output();
        text.Add((byte)'"');
        foreach (var part in composite.Parts)
        {
            if (part.Variable is { } variable)
                text.Add(Encoding.UTF8.GetBytes(context.Variables.Text(variable, part.Format)));
            else if (part.Path is { } path)
                AddText(text, path, record, values[path.Number], context);
            else
                text.Add(part.Text);
        }
        text.Add((byte)'"');
        if (text.Length == 2)
            return false;
        FieldWriter.Write(output, text.Written, composite.Field, context.Variables.Zone);
        return true;
    }

    /// <summary>The inside of a JSON string is escaped already, so it can be copied between other escaped text.</summary>
    private static void AddText(Utf8Output text, Path path, ReadOnlySpan<byte> record, FieldValue value, MapContext context)
    {
        var start = text.Length;
        if (!WritePath(path, record, value, context, text))
            return;
        var written = text.Written[start..];
        if (written[0] != (byte)'"')
            return;
        var inside = written[1..^1].ToArray();
        text.CutBack(start);
        text.Add(inside);
    }

    private bool WriteItems(Items items, ReadOnlySpan<byte> record, ReadOnlySpan<FieldValue> values, MapContext context, Utf8Output output)
    {
        output.Add((byte)'[');
        var any = false;
        foreach (var item in items.Members)
        {
            var start = output.Length;
            if (any)
                output.Add((byte)',');
            if (WriteValue(item, record, values, context, output))
                any = true;
            else
                output.CutBack(start);
        }
        output.Add((byte)']');
        return any;
    }

    private Member[] Compile(JsonElement fields, string prefix, FieldLookup target)
    {
        var members = new List<Member>();
        foreach (var field in fields.EnumerateObject())
            if (Compile(field.Name, field.Value, prefix, target) is { } member)
                members.Add(member);
        return [.. members];
    }

    private Member? Compile(string name, JsonElement value, string prefix, FieldLookup target)
    {
        var path = prefix.Length == 0 ? name : $"{prefix}.{name}";
        var field = target.Find(path);
        var bytes = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":");
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Object:
                return new Group(bytes, field, Compile(value, path, target));
            case JsonValueKind.Array:
                return new Items(
                    bytes,
                    field,
                    [.. value.EnumerateArray().Select(item => Compile("item", item, path, target)).OfType<Member>()]
                );
            case JsonValueKind.String:
                return CompileTemplate(bytes, value.GetString()!, field);
            default:
                return Fixed(bytes, Encoding.UTF8.GetBytes(value.GetRawText()), field);
        }
    }

    private Member? CompileTemplate(byte[] name, string text, FieldDescription field)
    {
        if (text.Length == 0)
            return null;
        var parts = Template.Parse(text, out var problem);
        if (problem is not null)
            throw new JsonException($"{field.Name}: {problem}");
        if (parts is [{ Kind: TemplatePartKind.Text }])
        {
            using var literal = new Utf8Output();
            FieldWriter.Literal(literal, text);
            return Fixed(name, literal.Written.ToArray(), field);
        }
        if (parts is [{ Kind: TemplatePartKind.Path } only])
            return PathOf(name, only, field);
        var inner = new FieldDescription(field.Name, FieldKind.Text, field.Label);
        return new Composite(
            name,
            field,
            [
                .. parts.Select(part =>
                    part.Kind switch
                    {
                        TemplatePartKind.Path => new Part([], PathOf([], part, inner), null, null),
                        TemplatePartKind.Variable => new Part([], null, part.Text, part.Format),
                        _ => new Part(
                            JsonEncodedText.Encode(part.Text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray(),
                            null,
                            null,
                            null
                        ),
                    }
                ),
            ]
        );
    }

    private Path PathOf(byte[] name, TemplatePart part, FieldDescription field) =>
        new(name, field, _paths.Add(part.Text), part.Text.Split('.'), part.Format);

    private static Constant Fixed(byte[] name, byte[] json, FieldDescription field)
    {
        using var output = new Utf8Output();
        FieldWriter.Write(output, json, field, TimeZoneInfo.Utc);
        return new Constant(name, field, output.Written.ToArray());
    }

    private abstract record Member(byte[] Name, FieldDescription Field);

    private sealed record Constant(byte[] Name, FieldDescription Field, byte[] Bytes) : Member(Name, Field);

    private sealed record Path(byte[] Name, FieldDescription Field, int Number, string[] Segments, string? Format) : Member(Name, Field);

    private sealed record Part(byte[] Text, Path? Path, string? Variable, string? Format);

    private sealed record Composite(byte[] Name, FieldDescription Field, Part[] Parts) : Member(Name, Field);

    private sealed record Group(byte[] Name, FieldDescription Field, Member[] Members) : Member(Name, Field);

    private sealed record Items(byte[] Name, FieldDescription Field, Member[] Members) : Member(Name, Field);
}
