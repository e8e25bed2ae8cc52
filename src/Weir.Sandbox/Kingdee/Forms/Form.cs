namespace Weir.Sandbox.Kingdee;

/// <summary>The definition of a form, read from a short text so that a form reads like the table in the vendor's docs.</summary>
internal sealed class Form
{
    private readonly Dictionary<string, Field> _headByKey = new(StringComparer.OrdinalIgnoreCase);

    private Form(string[] head)
    {
        Id = head[0];
        Name = head[1];
        TableName = head[2];
        PkKey = head[3];
        NumberKey = head[4];
        Prefix = head[5];
        Head = new Entity("FBillHead", "基本信息", PkKey, isHead: true, isObject: true);
    }

    public string Id { get; }
    public string Name { get; }
    public string TableName { get; }
    public string PkKey { get; }

    /// <summary>FNumber for base data, FBillNo for bills, FCODE for currencies.</summary>
    public string NumberKey { get; }

    /// <summary>What the numbers of the coding rule begin with.</summary>
    public string Prefix { get; }
    public Entity Head { get; }
    public List<Entity> Entities { get; } = [];
    public bool IsBaseData => !string.Equals(NumberKey, "FBillNo", StringComparison.OrdinalIgnoreCase);
    public Field NumberField => HeadField(NumberKey)!;

    public Field? HeadField(string key) => _headByKey.GetValueOrDefault(key);

    public Entity? FindEntity(string key) => Entities.Find(e => string.Equals(e.Key, key, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// First line: id|name|table|key|number|prefix. <c>&gt; key|name|pk</c> begins a body, <c>= key|name|pk</c> a sub-head.
    /// Field lines: keys (commas)|name|type[|must][|indexed]; type is text, int, decimal, bool, date, enum or a look-up form.
    /// </summary>
    public static Form Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var form = new Form(lines[0].Split('|'));
        form.AddKept();
        var entity = form.Head;
        foreach (var line in lines.Skip(1))
        {
            var parts = line.Split('|');
            if (line[0] is '>' or '=')
            {
                entity = new Entity(parts[0][1..].Trim(), parts[1], parts[2], isHead: false, isObject: line[0] == '=');
                form.Entities.Add(entity);
                continue;
            }
            foreach (var key in parts[0].Split(',', StringSplitOptions.TrimEntries))
                AddField(entity, key, parts);
        }
        foreach (var field in form.Head.Fields)
            form._headByKey[field.Key] = field;
        return form;
    }

    private static void AddField(Entity entity, string key, string[] parts)
    {
        FieldKind? plain = parts[2] switch
        {
            "text" => FieldKind.Text,
            "int" => FieldKind.Int,
            "decimal" => FieldKind.Decimal,
            "bool" => FieldKind.Bool,
            "date" => FieldKind.Date,
            "enum" => FieldKind.Enum,
            _ => null,
        };
        var must = parts.Contains("must", StringComparer.Ordinal);
        var indexed = parts.Contains("indexed", StringComparer.Ordinal);
        entity.Add(key, parts[1], plain ?? FieldKind.Base, plain is null ? parts[2] : null, must, indexed);
    }

    private void AddKept()
    {
        Head.AddKept(PkKey, "内码", FieldKind.Int, b => b.Id);
        Head.AddKept("FDocumentStatus", "数据状态", FieldKind.Enum, b => b.Status);
        if (IsBaseData)
            Head.AddKept("FForbidStatus", "禁用状态", FieldKind.Enum, b => b.Forbidden ? "B" : "A");
        else
            Head.AddKept("FCancelStatus", "作废状态", FieldKind.Enum, b => b.Cancelled ? "B" : "A");
        Head.AddKept("FCreatorId", "创建人", FieldKind.Base, b => b.Creator);
        Head.AddKept("FCreateDate", "创建日期", FieldKind.Date, b => b.Created);
        Head.AddKept("FModifierId", "修改人", FieldKind.Base, b => b.Modifier);
        Head.AddKept("FModifyDate", "修改日期", FieldKind.Date, b => b.Modified);
        Head.AddKept("FApproverId", "审核人", FieldKind.Base, b => b.Approver);
        Head.AddKept("FApproveDate", "审核日期", FieldKind.Date, b => b.Approved);
        if (IsBaseData)
            Head.AddKept("FMasterId", "主内码", FieldKind.Int, b => b.MasterId);
    }
}
