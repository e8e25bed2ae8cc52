using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Kingdee;

/// <summary>Settings of a node that does something to documents that are there (reference §5.3).</summary>
internal sealed record KingdeeActionSettings
{
    [Field("表单标识", "Form id", Help = "Form of the documents, for example SAL_SaleOrder; for push the source form.")]
    public required string FormId { get; init; }

    [Field(
        "固定参数",
        "Fixed keys",
        Help = "Keys of the data object that are the same for all documents, for example {\"RuleId\":\"SaleOrder-DeliveryNotice\"}; a document's own keys win."
    )]
    public JsonElement Data { get; init; }
}

/// <summary>An operation on existing documents.</summary>
/// <param name="Id">Operation id in flows.</param>
/// <param name="Name">The vendor's name.</param>
/// <param name="Doubt">Resend only where doing it again changes nothing.</param>
/// <param name="Fields">Keys of its data object.</param>
internal sealed record KingdeeAction(
    string Id,
    string Name,
    string Label,
    string LabelEn,
    DoubtPolicy Doubt,
    IReadOnlyList<FieldDescription> Fields
)
{
    private static readonly FieldDescription[] Which = [Any("Ids", "内码"), Any("Numbers", "编码"), Any("CreateOrgId", "创建组织内码")];

    public static readonly IReadOnlyList<KingdeeAction> All =
    [
        new(
            "submit",
            "Submit",
            "提交",
            "Submit",
            DoubtPolicy.Hold,
            [.. Which, Any("SelectedPostId", "岗位内码"), Any("NetworkCtrl", "网控")]
        ),
        new(
            "audit",
            "Audit",
            "审核",
            "Audit",
            DoubtPolicy.Resend,
            [.. Which, Any("InterationFlags", "交互标识"), Any("IsVerifyProcInst", "检查工作流")]
        ),
        new(
            "unaudit",
            "UnAudit",
            "反审核",
            "Unaudit",
            DoubtPolicy.Hold,
            [.. Which, Any("InterationFlags", "交互标识"), Any("IsVerifyProcInst", "检查工作流")]
        ),
        new("delete", "Delete", "删除", "Delete", DoubtPolicy.Hold, [.. Which, Any("NetworkCtrl", "网控")]),
        new("push", "Push", "下推", "Push down", DoubtPolicy.Hold, [.. Which, .. Push()]),
        new(
            "allocate",
            "Allocate",
            "分配",
            "Allocate",
            DoubtPolicy.Hold,
            [Any("PkIds", "内码"), Any("TOrgIds", "目标组织内码"), Any("IsAutoSubmitAndAudit", "自动提交审核")]
        ),
    ];

    public static KingdeeAction Of(string id) => All.First(a => string.Equals(a.Id, id, StringComparison.Ordinal));

    private static FieldDescription[] Push() =>
        [
            Any("EntryIds", "分录内码"),
            Any("RuleId", "转换规则"),
            Any("TargetBillTypeId", "目标单据类型内码"),
            Any("TargetOrgId", "目标组织内码"),
            Any("TargetFormId", "目标表单"),
            Any("IsEnableDefaultRule", "使用默认规则"),
            Any("IsDraftWhenSaveFail", "保存失败时暂存"),
            Any("CustomParams", "自定义参数"),
        ];

    // Ids come as text "1,2" in the documents and as lists in the wild (§5.3): they are copied as mapped.
    private static FieldDescription Any(string name, string label) => new(name, FieldKind.Any, label) { Origin = "reference §5.3" };
}
