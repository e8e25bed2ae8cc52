using System.Text.Json;
using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Zhilong;

/// <summary>The list interfaces that are known to exist (reference §2).</summary>
internal static class ZhilongOperations
{
    /// <summary>The path that a test of the connection reads.</summary>
    public const string TestPath = "/api/agentInfo/list";

    private const string Generic = "list";
    private const string ServiceOrders = "serviceOrder.list";

    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["agentInfo.list"] = TestPath,
        ["customersInfo.list"] = "/api/customersInfo/customers/list",
        ["agentReadyApply.list"] = "/api/agentReadyApply/list",
        [ServiceOrders] = "/api/serviceOrder/list",
        // The page that shows it is cut off after "listQuer" (reference §2, scheme 5); settings.path overrides the guess.
        ["agentInvoiceApply.list"] = "/api/agentInvoiceApply/listQuery",
    };

    /// <summary>All operations.</summary>
    public static readonly IReadOnlyList<OperationDescriptor> All =
    [
        List("agentInfo.list", "查询客户（代理商）", "Agents", typeof(KnownListSettings)) with
        {
            KeyPath = "agentId",
            Fields = AgentInfoFields.All,
            Description = "代理商档案，公开页面列出的全部 86 个字段。",
        },
        List("customersInfo.list", "查询终端客户", "End customers", typeof(KnownListSettings)) with
        {
            Description = "终端客户。公开页面的字段表不完整、主键未知：流程须自行指定主键，字段不做检查。",
        },
        List("agentReadyApply.list", "开户单查询", "Account opening applications", typeof(KnownListSettings)) with
        {
            Description = "开户单。公开页面不含字段表，主键未知：流程须自行指定主键，字段不做检查。",
        },
        List(ServiceOrders, "服务工单查询", "Service orders", typeof(ServiceOrderListSettings)) with
        {
            Description =
                "服务工单，可按工单分类与安装类型筛选。公开页面只可见前 14 个字段（address、agentId、agentName、agentTel、applyNewNo、appointmentTime、approvalDate、approvalUserId …），主键未知：流程须自行指定主键，字段不做检查。",
        },
        List("agentInvoiceApply.list", "开票申请查询", "Invoice applications", typeof(KnownListSettings)) with
        {
            Description = "代理商开票申请。公开页面的路径被截断（listQuer…），默认按 listQuery，可用 path 覆盖；字段与主键未知。",
        },
        List(Generic, "通用列表查询", "Any list", typeof(PathListSettings)) with
        {
            Description = "任意列表接口，自行填写路径；分页、时间窗口与封套的处理与其他接口相同。",
        },
    ];

    /// <summary>Path, settings and own filters of a node.</summary>
    public static (string Path, ListSettings Settings, IReadOnlyList<RequestField> Own) Read(
        OperationDescriptor operation,
        JsonElement settings
    )
    {
        switch (operation.Id)
        {
            case Generic:
                var generic = SettingsReader.Read<PathListSettings>(settings);
                return (generic.Path, generic, []);
            case ServiceOrders:
                var orders = SettingsReader.Read<ServiceOrderListSettings>(settings);
                var own = new List<RequestField>();
                if (!string.IsNullOrEmpty(orders.ServiceOrderClass))
                    own.Add(new RequestField("serviceOrderClass", orders.ServiceOrderClass));
                if (!string.IsNullOrEmpty(orders.InstallType))
                    own.Add(new RequestField("installType", orders.InstallType));
                return (Or(orders.Path, operation.Id), orders, own);
            default:
                var known = SettingsReader.Read<KnownListSettings>(settings);
                return (Or(known.Path, operation.Id), known, []);
        }
    }

    private static string Or(string? path, string operation) => string.IsNullOrWhiteSpace(path) ? Paths[operation] : path;

    private static OperationDescriptor List(string id, string label, string labelEn, Type settings) =>
        new(id, OperationRole.Source, label, labelEn, settings) { Windowed = true, Overlap = TimeSpan.FromSeconds(300) };
}
