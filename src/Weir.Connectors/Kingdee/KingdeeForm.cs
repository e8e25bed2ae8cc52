using Weir.Sdk.Connectors;

namespace Weir.Connectors.Kingdee;

/// <summary>What is known about a form.</summary>
/// <param name="Id">Form id in the vendor's irregular spelling; compared without case (reference §10).</param>
/// <param name="Label">Name in Chinese.</param>
/// <param name="Pk">Primary key field.</param>
/// <param name="NumberField">FNumber of base data, FBillNo of bills.</param>
/// <param name="Fields">Fields of head and entries; entry fields as <c>FEntity.FQty</c>.</param>
internal sealed record KingdeeForm(string Id, string Label, string Pk, string NumberField, IReadOnlyList<FieldDescription> Fields)
{
    /// <summary>A bill: FID and FBillNo.</summary>
    public static KingdeeForm Bill(string id, string label, params FieldDescription[] fields) =>
        new(id, label, "FID", "FBillNo", [Text("FBillNo", "单据编号"), .. fields]);

    /// <summary>Base data: its own primary key, and FNumber.</summary>
    public static KingdeeForm Master(string id, string label, string pk, params FieldDescription[] fields) =>
        new(id, label, pk, "FNumber", fields);

    public static FieldDescription Text(string name, string label) => Field(name, FieldKind.Text, label);

    public static FieldDescription Number(string name, string label) => Field(name, FieldKind.Number, label);

    public static FieldDescription Flag(string name, string label) => Field(name, FieldKind.Boolean, label);

    public static FieldDescription Date(string name, string label) => Field(name, FieldKind.Date, label);

    public static FieldDescription List(string name, string label) => Field(name, FieldKind.Array, label);

    public static FieldDescription Group(string name, string label) => Field(name, FieldKind.Object, label);

    /// <summary>Base data, 辅助资料, 组织, 单据类型, 分组: <c>{"FNumber":…}</c> (§7).</summary>
    public static FieldDescription Reference(string name, string label, string? refers = null) =>
        Field(name, FieldKind.Reference, label) with
        {
            Wrap = "FNumber",
            Refers = refers,
        };

    /// <summary>A user: <c>{"FUserID":…}</c> (§7).</summary>
    public static FieldDescription User(string name, string label) =>
        Field(name, FieldKind.Reference, label) with
        {
            Wrap = "FUserID",
            Refers = "SEC_User",
        };

    /// <summary>The same field, demanded by the vendor.</summary>
    public static FieldDescription Required(FieldDescription field) => field with { Required = true };

    // Clients send keys in any case with success (§9).
    private static FieldDescription Field(string name, FieldKind kind, string label) =>
        new(name, kind, label) { IgnoreCase = true, Origin = "reference §9, §10" };
}
