namespace Weir.Engine.Mapping.Expressions;

/// <summary>Functions on JSON, and over lists.</summary>
internal static partial class FunctionTable
{
    private static IEnumerable<FunctionEntry> Others()
    {
        const string Json = "JSON";
        yield return new(
            "JSON_EXTRACT",
            Json,
            2,
            2,
            "JSON_EXTRACT(j, path)",
            "the JSON at a path such as '$.items[0].sku'",
            Plain(JsonFunctions.Extract, StaticType.Json)
        );
        yield return new(
            "JSON_UNQUOTE",
            Json,
            1,
            1,
            "JSON_UNQUOTE(j)",
            "the text that a JSON string says",
            Plain(JsonFunctions.Unquote, StaticType.Text)
        );
        yield return new(
            "JSON_VALUE",
            Json,
            2,
            2,
            "JSON_VALUE(j, path)",
            "the single value at a path, as text; null of a list or group",
            Plain(JsonFunctions.ValueAt, StaticType.Text)
        );
        yield return new(
            "JSON_LENGTH",
            Json,
            1,
            2,
            "JSON_LENGTH(j[, path])",
            "number of elements or members",
            Plain(JsonFunctions.Length, StaticType.Int)
        );
        yield return new("JSON_VALID", Json, 1, 1, "JSON_VALID(s)", "1 if a text is JSON", Plain(JsonFunctions.Valid, StaticType.Int));
        const string Lists = "Over a list of the record";
        foreach (
            var (name, what) in ((string, string)[])
                [("SUM", "the sum"), ("AVG", "the mean"), ("MIN", "the least"), ("MAX", "the greatest"), ("COUNT", "how many are not null")]
        )
            yield return new(name, Lists, 1, 1, $"{name}({{{{items.qty}}}})", what, Grammar);
        yield return new(
            "GROUP_CONCAT",
            Lists,
            1,
            1,
            "GROUP_CONCAT({{items.sku}} [SEPARATOR ','])",
            "all together with something between",
            Grammar
        );
    }
}
