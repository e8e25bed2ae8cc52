namespace Weir.Sandbox.Kingdee;

/// <summary>An error that a query answers instead of rows.</summary>
internal sealed class QueryException(string message, MsgCode code) : Exception(message)
{
    public MsgCode Code => code;
}

/// <summary>One row of a query: a record and, for every body that the query touches, one of its rows (null if there is none).</summary>
internal readonly record struct QueryRow(Bill Bill, IReadOnlyList<EntryRow?> Entries);

/// <summary>What a key in FieldKeys, FilterString or OrderString stands for.</summary>
internal sealed class Column(string path, Field? stored, Entity entity, FieldKind kind, Func<QueryRow, int, object?> read)
{
    public string Path => path;

    /// <summary>Set if the column is a stored field itself and not a part of a reference.</summary>
    public Field? Field => stored;
    public Entity Entity => entity;

    /// <summary>What the values are; a reference is its internal id, hence an Int.</summary>
    public FieldKind Kind => kind;

    /// <summary>Position of the column's body among those that the query touches.</summary>
    public int Slot { get; set; }

    public object? Read(QueryRow row) => read(row, Slot);

    /// <summary>Resolves <c>FName</c>, <c>FCustId.FNumber</c>, <c>FQty</c> of a body, <c>FEntity_FEntryID</c> and <c>FEntity_FSeq</c>.</summary>
    public static Column Resolve(Form form, string path)
    {
        var parts = path.Split('.');
        if (form.HeadField(parts[0]) is { } head)
            return Of(path, parts, head, form.Head);
        foreach (var entity in form.Entities)
        {
            if (entity.Find(parts[0]) is { } field)
                return Of(path, parts, field, entity);
            if (parts.Length == 2 && Same(parts[0], entity.Key) && entity.Find(parts[1]) is { } qualified)
                return Of(path, parts[1..], qualified, entity);
            if (parts.Length == 1 && (Same(path, $"{entity.Key}_{entity.PkKey}") || Same(path, $"{entity.Key}_FEntryID")))
                return new Column(path, null, entity, FieldKind.Int, (row, slot) => row.Entries[slot]?.Id);
            if (parts.Length == 1 && Same(path, $"{entity.Key}_FSeq"))
                return new Column(path, null, entity, FieldKind.Int, (row, slot) => Sequence(row, entity, slot));
        }
        throw Unknown(path);
    }

    private static Column Of(string path, string[] parts, Field field, Entity entity)
    {
        Func<QueryRow, int, object?> value = entity.IsHead
            ? (row, _) => row.Bill.Read(field)
            : (row, slot) => row.Entries[slot]?.Values[field.Ordinal];
        if (parts.Length == 1)
        {
            return field.Kind == FieldKind.Base
                ? new Column(path, null, entity, FieldKind.Int, (row, slot) => (value(row, slot) as BaseItem)?.Id)
                : new Column(path, field, entity, field.Kind, value);
        }
        if (field.Kind != FieldKind.Base || parts.Length > 2)
            throw Unknown(path);
        return parts[1].ToUpperInvariant() switch
        {
            "FNUMBER" or "FUSERID" or "FUSERACCOUNT" => new Column(
                path,
                null,
                entity,
                FieldKind.Text,
                (row, slot) => (value(row, slot) as BaseItem)?.Number
            ),
            "FNAME" or "FDATAVALUE" => new Column(path, null, entity, FieldKind.Text, (row, slot) => (value(row, slot) as BaseItem)?.Name),
            "FID" or "FMASTERID" => new Column(path, null, entity, FieldKind.Int, (row, slot) => (value(row, slot) as BaseItem)?.Id),
            _ => throw Unknown(path),
        };
    }

    private static object? Sequence(QueryRow row, Entity entity, int slot)
    {
        if (row.Entries[slot] is not { } entry)
            return null;
        var rows = row.Bill.Rows(entity);
        for (var i = 0; i < rows.Count; i++)
        {
            if (ReferenceEquals(rows[i], entry))
                return i + 1L;
        }
        return null;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static QueryException Unknown(string path) => new($"元数据中标识为{path}的字段不存在", MsgCode.NotExisting);
}
