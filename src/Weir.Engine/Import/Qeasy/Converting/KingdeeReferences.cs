namespace Weir.Engine.Import.Qeasy;

/// <summary>Printed tables leave the parser out, but often carry 金蝶's kind of the field as its description.</summary>
internal static class KingdeeReferences
{
    private static readonly string[] Kinds = ["基础资料", "多类别基础资料", "组织", "单据类型", "辅助资料"];

    /// <summary>Adds the dotted names of fields whose description says that they refer to base data.</summary>
    public static void Describe(IEnumerable<SchemeField> fields, List<string> references, string prefix = "")
    {
        foreach (var field in fields)
        {
            var dotted = prefix.Length == 0 ? field.Field : $"{prefix}.{field.Field}";
            if (
                field.Parser is null
                && field.Children.Count == 0
                && !string.IsNullOrEmpty(field.Value)
                && Kinds.Contains(field.Describe?.Trim(), StringComparer.Ordinal)
            )
                references.Add(dotted);
            Describe(field.Children, references, dotted);
        }
    }
}
