namespace Weir.Engine.Import.Qeasy;

/// <summary>Puts flat rows into the fields they belong to: by number (<c>9.2</c>), by <c>parent</c>, or by a dotted name (<c>FEntity.FQty</c>).</summary>
internal static class FieldNesting
{
    public static List<SchemeField> Nest(List<SchemeField> fields)
    {
        var top = new List<SchemeField>();
        foreach (var field in fields)
        {
            var owner = OwnerOf(field, fields);
            if (owner is null || ReferenceEquals(owner, field) || Holds(field, owner))
            {
                top.Add(field);
                continue;
            }
            var prefix = $"{owner.Field}.";
            if (field.Field.Length > prefix.Length && field.Field.StartsWith(prefix, StringComparison.Ordinal))
                field.Field = field.Field[prefix.Length..];
            owner.Children.Add(field);
        }
        return top;
    }

    private static SchemeField? OwnerOf(SchemeField field, List<SchemeField> fields)
    {
        if (field.ParentNo is { Length: > 0 } number)
            return fields.Find(f => string.Equals(f.No, number, StringComparison.Ordinal));
        if (field.Parent is { Length: > 0 } parent)
            return fields.Find(f => string.Equals(f.Field, parent, StringComparison.Ordinal));
        var dot = field.Field.LastIndexOf('.');
        return dot <= 0 ? null : fields.Find(f => string.Equals(f.Field, field.Field[..dot], StringComparison.Ordinal));
    }

    /// <summary>Numbers that point at each other would make a circle.</summary>
    private static bool Holds(SchemeField field, SchemeField wanted) =>
        field.Children.Exists(child => ReferenceEquals(child, wanted) || Holds(child, wanted));
}
