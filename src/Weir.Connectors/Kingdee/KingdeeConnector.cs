using System.Runtime.CompilerServices;
using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

[assembly: InternalsVisibleTo("Weir.Tests")]

namespace Weir.Connectors.Kingdee;

/// <summary>金蝶云星空 (Kingdee K/3 Cloud, Cloud Galaxy).</summary>
public sealed class KingdeeConnector : IConnector
{
    public ConnectorManifest Manifest { get; } =
        new(
            "kingdee-cloud",
            "金蝶云星空",
            "Kingdee Cloud Galaxy",
            typeof(KingdeeSettings),
            [
                Save("batchSave", "批量保存", "Batch save", "一次保存多张单据，逐张返回结果（BatchSave）。"),
                Save("save", "保存", "Save", "一次保存一张单据（Save）；需要逐张执行插件时使用。"),
                .. KingdeeAction.All.Select(a => new OperationDescriptor(
                    a.Id,
                    OperationRole.Target,
                    a.Label,
                    a.LabelEn,
                    typeof(KingdeeActionSettings)
                )
                {
                    Fields = a.Fields,
                    Description = $"对已有单据执行 {a.Name}；每张单据一次调用，参数见金蝶 {a.Name} 接口。",
                }),
                Query("executeBillQuery", "单据查询", "Bill query", "按字段查询，行转换为对象（ExecuteBillQuery）。"),
                Query("billQuery", "单据查询（对象）", "Bill query (objects)", "按字段查询，2023-09 之后的版本直接返回对象（BillQuery）。"),
                new OperationDescriptor("billLookup", OperationRole.Lookup, "单据联查", "Bill lookup", typeof(KingdeeBillLookupSettings))
                {
                    Description = "按字段值批量查找单据或基础资料（ExecuteBillQuery，每次最多 200 个值）。",
                },
            ]
        )
        {
            Description =
                "金蝶云星空 WebAPI：保存、提交、审核、下推、分配与查询，适用于任何 FormId。"
                + "协议事实取自《金蝶云星空WebAPI接口说明书 V6.0》与官方 SDK，详见 `Kingdee/README.md`。",
            Limits = new ConnectionLimits { ConcurrentCalls = 4, CallTimeout = TimeSpan.FromSeconds(180) },
            KnownErrors = KingdeeErrors.Table,
        };

    public IConnection Open(ConnectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new KingdeeConnection(context, SettingsReader.Read<KingdeeSettings>(context.Settings).Checked());
    }

    private static OperationDescriptor Save(string id, string label, string labelEn, string description) =>
        new(id, OperationRole.Target, label, labelEn, typeof(KingdeeSaveSettings))
        {
            Description = description,
            FieldsOf = settings => SaveOf(settings) is { } save ? KingdeeMetadata.KnownFields(save.FormId, save.Fields) : [],
            IdentityOf = settings => SaveOf(settings)?.IdentityField,
        };

    /// <summary>The settings, or null as long as they are not right.</summary>
    private static KingdeeSaveSettings? SaveOf(JsonElement settings) =>
        settings.ValueKind == JsonValueKind.Object && SettingsReader.Check(typeof(KingdeeSaveSettings), settings).Count == 0
            ? SettingsReader.Read<KingdeeSaveSettings>(settings)
            : null;

    private static OperationDescriptor Query(string id, string label, string labelEn, string description) =>
        new(id, OperationRole.Source, label, labelEn, typeof(KingdeeQuerySettings))
        {
            Description = description,
            Windowed = true,
            // FModifyDate is the server's time of saving, not of committing, and some operations do not touch it (§6.1).
            Overlap = TimeSpan.FromMinutes(5),
        };
}
