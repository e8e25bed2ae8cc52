using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Weir.Engine.Mapping;
using Weir.Sdk.Records;
using Xunit;

namespace Weir.Tests.Mapping;

/// <summary>The fast scanners against System.Text.Json.</summary>
public sealed class ScanTests
{
    private static readonly string[] Names = ["a", "b", "c", "名", "q\"", "s\\"];
    private static readonly string[] Paths = ["a", "b", "a.b", "a.b.c", "c.a", "名", "名.b", "q\".a", "s\\"];

    private static readonly Gen<string> Text = Pick("", "x", "\"", "\\", "}{][,:", "\\\"", "中😀", "\n\t", "\u0001", "a\\\\\"b");

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<string> Value(int depth)
    {
        var scalar = Gen.OneOf(
            Text.Select(t => JsonSerializer.Serialize(t)),
            Gen.Long.Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Pick("true", "false", "null", "-0.50", "1E+400", "1234567890123456789012345")
        );
        if (depth == 0)
            return scalar;
        var inner = Value(depth - 1);
        var blank = Pick("", "", " ", "\n", "\t \r");
        var list = Gen.Select(inner.Array[0, 3], blank).Select((items, b) => "[" + b + string.Join("," + b, items) + b + "]");
        return Gen.OneOf(scalar, list, Group(inner));
    }

    private static Gen<string> Group(Gen<string> inner) =>
        Gen.Select(Pick(Names), inner, Gen.Bool)
            .Array[0, 4]
            .Select(members =>
                "{ "
                + string.Join(
                    " , ",
                    members
                        .DistinctBy(m => m.Item1)
                        .Select(m => (m.Item3 ? JsonSerializer.Serialize(m.Item1) : Escaped(m.Item1)) + " : " + m.Item2)
                )
                + "}"
            );

    private static string Escaped(string name) =>
        "\"" + string.Concat(name.Select(c => FormattableString.Invariant($"\\u{(int)c:x4}"))) + "\"";

    [Fact]
    public void Paths_find_what_a_full_reader_finds()
    {
        Group(Value(3))
            .Sample(
                json =>
                {
                    var bytes = Encoding.UTF8.GetBytes(json);
                    var plan = new PathPlan();
                    foreach (var path in Paths)
                        plan.Add(path);
                    var values = new FieldValue[plan.Count];
                    plan.Extract(bytes, values);
                    for (var i = 0; i < Paths.Length; i++)
                        Compare(json, Paths[i], bytes, values[i]);
                },
                iter: 3000
            );
    }

    private static void Compare(string json, string path, byte[] bytes, FieldValue value)
    {
        var at = JsonElement.Parse(json);
        var depth = 0;
        foreach (var segment in path.Split('.'))
        {
            if (at.ValueKind == JsonValueKind.Array && depth > 0)
            {
                Assert.Equal((at.GetRawText(), depth), (Raw(bytes, value), value.Depth));
                return;
            }
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(segment, out at))
            {
                Assert.True(value.IsMissing, $"{path} of {json}");
                return;
            }
            depth++;
        }
        Assert.Equal((at.GetRawText(), 0), (Raw(bytes, value), value.Depth));
    }

    private static string Raw(byte[] bytes, FieldValue value) => Encoding.UTF8.GetString(bytes, value.Offset, value.Length);

    [Fact]
    public void Elements_are_those_a_full_reader_finds()
    {
        Value(3)
            .Array[0, 6]
            .Sample(
                items =>
                {
                    var json = "x [ " + string.Join(" ,\n", items) + " ] tail";
                    var bytes = Encoding.UTF8.GetBytes(json);
                    var elements = JsonScan.Elements(bytes, 2, out var end);
                    Assert.Equal(items, elements.Select(e => Encoding.UTF8.GetString(bytes, e.Offset, e.Length)));
                    Assert.Equal(" tail", Encoding.UTF8.GetString(bytes[end..]));
                },
                iter: 3000
            );
    }

    [Fact]
    public void A_value_cut_off_anywhere_is_never_taken_for_whole()
    {
        Group(Value(2))
            .Sample(
                json =>
                {
                    var bytes = Encoding.UTF8.GetBytes(json);
                    Assert.Equal(bytes.Length, JsonScan.SkipValue(bytes, 0));
                    for (var cut = 0; cut < bytes.Length; cut++)
                        Assert.Throws<JsonException>(() => JsonScan.SkipValue(bytes.AsSpan(0, cut), 0));
                },
                iter: 500
            );
    }

    [Fact]
    public void Garbage_ends_in_a_json_error_and_nothing_else()
    {
        var alphabet = "{}[]\",:\\ u0a1tn-\n"u8.ToArray();
        Pick(alphabet)
            .Array[0, 24]
            .Sample(
                bytes =>
                {
                    var plan = new PathPlan();
                    plan.Add("a.b");
                    plan.Add("a");
                    var values = new FieldValue[2];
                    Guard(() => plan.Extract(bytes, values));
                    Guard(() => plan.Extract([(byte)'{', .. bytes], values));
                    Guard(() => JsonScan.Elements(bytes, 0, out _));
                    Guard(() => JsonScan.Elements([(byte)'[', .. bytes], 0, out _));
                    Guard(() => JsonScan.SkipValue(bytes, 0));
                },
                iter: 30_000,
                print: b => Encoding.UTF8.GetString(b)
            );
    }

    private static void Guard(Action scan)
    {
        try
        {
            scan();
        }
        catch (JsonException)
        {
            // What is malformed is told as such; anything else would be a defect.
        }
    }

    [Theory]
    [InlineData("[1 2]")]
    [InlineData("[1")]
    [InlineData("[")]
    [InlineData("{}")]
    [InlineData("")]
    public void A_list_that_is_not_well_formed_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonScan.Elements(Encoding.UTF8.GetBytes(json), 0, out _));
}
