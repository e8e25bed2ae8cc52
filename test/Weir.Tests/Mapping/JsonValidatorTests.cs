using System.Text;
using System.Text.Json;
using Weir.Sdk.Records;
using Xunit;

namespace Weir.Tests.Mapping;

/// <summary>The validator takes and refuses what the framework's reader does, for any bytes.</summary>
public class JsonValidatorTests
{
    private const string Seed = """
        {"id":"AG-1","name":"华北\"一\"店 \u4e2d\/\\ \n","n":-12.50e+3,"z":0,"big":1234567890123456789,"ok":true,"no":false,"nil":null,
        "list":[1,"a",{"b":[]},{}],"deep":{"a":{"b":{"c":[[[0.1]]]}}},"empty":"","long":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
        """;

    private static readonly string[] Pieces =
    [
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "0",
        "1",
        "-",
        "+",
        ".",
        "e",
        "E",
        "t",
        "true",
        "null",
        " ",
        "\n",
        "\t",
        "\0",
        "\u0001",
        "\\u12",
        "\\ud800",
        "\\x",
        "中",
        "😀",
        "00",
        "1.",
        "\"a\":1",
        ",,",
        "\u007f",
        "\ufeff",
    ];

    [Fact]
    public void Mutated_text_is_judged_as_the_framework_judges_it()
    {
        var random = new Random(20261124);
        var refused = 0;
        for (var round = 0; round < 60_000; round++)
        {
            var json = Mutate(random);
            var expected = IsValid(json);
            Assert.True(
                expected == Passes(json),
                $"{(expected ? "valid" : "invalid")} JSON was judged otherwise: {Encoding.UTF8.GetString(json)}"
            );
            refused += expected ? 0 : 1;
        }
        Assert.InRange(refused, 10_000, 59_000);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Nesting_is_limited(int depth, bool valid)
    {
        var json = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));
        Assert.Equal(valid, IsValid(json));
        Assert.Equal(valid, Passes(json));
    }

    [Theory]
    [InlineData("""{"a":1,"id":"x"}""", "\"x\"")]
    [InlineData("""{"id":1,"id":{"id":2}}""", """{"id":2}""")]
    [InlineData("""{"\u0069d":[1, 2]}""", "[1, 2]")]
    [InlineData("""{"i\ud800":1,"x":{"id":1}}""", "")]
    [InlineData("""["id"]""", "")]
    public void The_member_is_found(string json, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var found = JsonValidator.Check(bytes, "id"u8);
        Assert.Equal(value, Encoding.UTF8.GetString(bytes.AsSpan(found.Offset, found.Length)));
    }

    private static byte[] Mutate(Random random)
    {
        var text = new StringBuilder(Seed);
        for (var edits = random.Next(0, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(3))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                default:
                    text.Length = Math.Max(1, at);
                    break;
            }
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool IsValid(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Passes(byte[] json)
    {
        try
        {
            JsonValidator.Check(json, "id"u8);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
