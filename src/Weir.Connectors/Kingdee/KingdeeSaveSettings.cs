using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Kingdee;

/// <summary>What a field is that the live system cannot describe.</summary>
internal enum KingdeeFieldKind
{
    Text,
    Number,
    Boolean,
    Date,
    DateTime,

    /// <summary>基础资料, 组织, 单据类型, 分组: <c>{"FNumber":…}</c>.</summary>
    Reference,

    /// <summary>辅助资料: written as a reference (§7).</summary>
    Assistant,

    /// <summary>A user: <c>{"FUserID":…}</c> (§7).</summary>
    User,
    Object,
    Array,
    Any,
}

/// <summary>A field as the flow declares it.</summary>
internal sealed record KingdeeFieldSetting
{
    [Field("类型", "Kind", Help = "How the value is written. reference, assistant and user are wrapped in an object.")]
    public required KingdeeFieldKind Kind { get; init; }

    [Field("包装键", "Wrap", Help = "Key inside the object when it is not FNumber, for example FNAME or FSTAFFNUMBER.")]
    public string? Wrap { get; init; }

    [Field("名称", "Label")]
    public string? Label { get; init; }

    public FieldDescription Describe(string name) =>
        new(
            name,
            Kind switch
            {
                KingdeeFieldKind.Text => FieldKind.Text,
                KingdeeFieldKind.Number => FieldKind.Number,
                KingdeeFieldKind.Boolean => FieldKind.Boolean,
                KingdeeFieldKind.Date => FieldKind.Date,
                KingdeeFieldKind.DateTime => FieldKind.DateTime,
                KingdeeFieldKind.Object => FieldKind.Object,
                KingdeeFieldKind.Array => FieldKind.Array,
                KingdeeFieldKind.Any => FieldKind.Any,
                _ => FieldKind.Reference,
            },
            Label ?? name
        )
        {
            Wrap = Kind switch
            {
                KingdeeFieldKind.Reference or KingdeeFieldKind.Assistant => Wrap ?? "FNumber",
                KingdeeFieldKind.User => Wrap ?? "FUserID",
                _ => null,
            },
            IgnoreCase = true,
            Origin = "settings",
        };
}

/// <summary>Settings of a node that saves documents (reference §5.2).</summary>
internal sealed record KingdeeSaveSettings
{
    [Field("表单标识", "Form id", Help = "For example BD_Customer, SAL_SaleOrder, or a form of your own.")]
    public required string FormId { get; init; }

    [Field(
        "外部标识字段",
        "Identity field",
        Help = "Field that identifies the document, for example F_out_id or FBillNo. Without it a document in doubt waits for a person."
    )]
    public string? Identity { get; init; }

    [Field("自动提交审核", "Submit and audit", Help = "IsAutoSubmitAndAudit. Default true.")]
    public bool AutoSubmitAndAudit { get; init; } = true;

    [Field(
        "验证基础资料",
        "Verify base data",
        Help = "IsVerifyBaseDataField: true refuses unknown base data, false leaves the field empty without a word."
    )]
    public bool VerifyBaseData { get; init; }

    [Field("数据校验", "Validate", Help = "ValidateFlag. Default true.")]
    public bool ValidateFlag { get; init; } = true;

    [Field(
        "删除未传分录",
        "Delete entries left out",
        Help = "IsDeleteEntry: on update, rows that the document does not bring are deleted. Kingdee's own default is true, ours is false."
    )]
    public bool IsDeleteEntry { get; init; }

    [Field("返回字段", "Return fields", Help = "NeedReturnFields beside the identity.")]
    public IReadOnlyList<string> NeedReturnFields { get; init; } = [];

    [Field(
        "交互标识",
        "Interaction flags",
        Help = "Answers to Kingdee's questions, separated by ';', for example STK_InvCheckResult to accept negative stock."
    )]
    public string InterationFlags { get; init; } = "";

    [Field("子系统", "Subsystem", Help = "SubSystemId; seldom needed.")]
    public string SubSystemId { get; init; } = "";

    [Field(
        "每批单数",
        "Documents per call",
        Help = "Kingdee's advice is 20 (§8); base data without entries may go higher.",
        Min = 1,
        Max = 1000
    )]
    public int BatchRows { get; init; } = 20;

    [Field("每批字节", "Bytes per call", Help = "IIS usually takes no more than 4 MB.", Min = 1024, Max = 64 * 1024 * 1024)]
    public int BatchBytes { get; init; } = 1024 * 1024;

    [Field("主键字段", "Primary key field", Help = "Only for forms of your own: FID for bills, another name for base data.")]
    public string? PkField { get; init; }

    [Field("编码字段", "Number field", Help = "Only for forms of your own: FBillNo for bills, FNumber for base data.")]
    public string? NumberField { get; init; }

    [Field(
        "自定义字段",
        "Own fields",
        Help = "Field key to {kind, wrap}, for fields whose kind Kingdee's metadata does not tell, for example F_KHLX: {kind: assistant}."
    )]
    public IReadOnlyDictionary<string, KingdeeFieldSetting> Fields { get; init; } =
        new Dictionary<string, KingdeeFieldSetting>(StringComparer.Ordinal);

    /// <summary>The identity field, or null.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? IdentityField => string.IsNullOrEmpty(Identity) ? null : Identity;

    /// <summary>NeedReturnFields with the identity in front.</summary>
    public IEnumerable<string> ReturnFields() =>
        string.IsNullOrEmpty(Identity) ? NeedReturnFields : NeedReturnFields.Prepend(Identity).Distinct(StringComparer.OrdinalIgnoreCase);
}
