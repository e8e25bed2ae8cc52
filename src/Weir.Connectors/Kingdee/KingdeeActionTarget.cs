using System.Buffers;
using System.Text;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
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

/// <summary>Does it for one document a call, so that each has an answer of its own.</summary>
internal sealed class KingdeeActionTarget(KingdeeClient client, KingdeeAction action, KingdeeActionSettings settings) : ITarget
{
    public TargetLimits Limits => new(Rows: 1, Bytes: 1024 * 1024);

    public string? IdentityField => null;

    public DoubtPolicy DoubtPolicy => action.Doubt;

    public Task<IReadOnlyList<FieldDescription>> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(action.Fields);

    public IReadOnlyList<RequestPreview> Preview(IReadOnlyList<TargetDocument> batch) => [.. batch.Select(d => client.Preview(Call(d)))];

    public Task<IReadOnlyList<FoundDocument>> FindAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{action.Name} has no identity to look for.");

    public async Task<WriteAnswer> WriteAsync(IReadOnlyList<TargetDocument> batch, CancellationToken cancellationToken)
    {
        var trace = new List<Exchange>();
        var outcomes = new List<Outcome>(batch.Count);
        foreach (var document in batch)
        {
            try
            {
                outcomes.Add(await OneAsync(Call(document), trace, cancellationToken));
            }
            catch (ConnectorException e) when (outcomes.Count > 0)
            {
                // The documents before this one are done; their outcomes must not be lost with it.
                outcomes.Add(Outcome.Failed(new DeliveryError(e.Kind, e.Code, KingdeeErrors.Clip(e.VendorText ?? e.Message))));
            }
        }
        return new WriteAnswer(outcomes, trace);
    }

    private async Task<Outcome> OneAsync(KingdeeCall call, List<Exchange> trace, CancellationToken cancellationToken)
    {
        using var reply = await client.CallAsync(call, trace, cancellationToken);
        if (reply.Status is not { } status)
            throw new ConnectorException(ErrorKind.Unknown, $"{call.Attempted}: the answer has no Result.")
            {
                VendorText = reply.Answer.Text(),
            };
        // Push answers with the new bills; the first names the delivery.
        var entity = status.Entities.Count > 0 ? status.Entities[0] : new StatusEntity(status.Id, status.Number, Index: null);
        if (status.Errors.Count == 0 && (status.Entities.Count > 0 || status.IsSuccess == true))
            return Outcome.Ok(entity.Id, entity.Number);
        if (status.Errors.Count == 0)
            throw status.Failure(call.Attempted, ErrorKind.Unknown);
        // Audited already is what was wanted (§4.2).
        if (action.Id is "audit" && status.Errors.All(e => e.Message.Contains("已经审核", StringComparison.Ordinal)))
            return Outcome.Ok(entity.Id, entity.Number);
        var error = KingdeeVerdicts.Error(status.MsgCode, status.Text);
        return error.Kind is ErrorKind.RateLimited or ErrorKind.Config or ErrorKind.Auth && status.Entities.Count == 0
            ? throw status.Failure(call.Attempted, ErrorKind.Rejected)
            : Outcome.Failed(error, entity.Id, entity.Number);
    }

    private KingdeeCall Call(TargetDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>(document.Body.Length + 256);
        using var body = JsonDocument.Parse(document.Body);
        using var writer = new Utf8JsonWriter(buffer, KingdeeJson.Plain);
        writer.WriteStartObject();
        writer.WriteString("formid"u8, settings.FormId);
        writer.WriteStartObject("data"u8);
        if (settings.Data.ValueKind == JsonValueKind.Object)
            foreach (var member in settings.Data.EnumerateObject())
                if (!body.RootElement.TryGetProperty(member.Name, out _))
                    member.WriteTo(writer);
        foreach (var member in body.RootElement.EnumerateObject())
            member.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return new KingdeeCall(action.Name, settings.FormId, buffer.WrittenMemory, Writes: true);
    }
}
