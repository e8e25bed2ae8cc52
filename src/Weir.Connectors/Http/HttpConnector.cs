using Weir.Sdk.Connectors;
using Weir.Sdk.Settings;

namespace Weir.Connectors.Http;

/// <summary>通用 HTTP 接口: any system that speaks JSON over HTTP, described by settings.</summary>
public sealed class HttpConnector : IConnector
{
    /// <inheritdoc />
    public ConnectorManifest Manifest { get; } =
        new(
            "http",
            "通用 HTTP 接口",
            "HTTP",
            typeof(HttpSettings),
            [
                new OperationDescriptor("request", OperationRole.Source, "读取列表", "Read a list", typeof(RequestSettings))
                {
                    Windowed = true,
                    Overlap = TimeSpan.FromMinutes(5),
                    Description = "按页读取任意 JSON 列表接口；主键由流程的 `key` 指定，字段不做检查。",
                },
                new OperationDescriptor("send", OperationRole.Target, "发送单据", "Send documents", typeof(SendSettings))
                {
                    Description = "每次调用发送一张单据，或一批。存疑的单据用 `find` 查证，或凭 `idempotencyHeader` 重发，否则由人决定。",
                    IdentityOf = settings => HttpTarget.IdentityOf(SettingsReader.Read<SendSettings>(settings)),
                },
                new OperationDescriptor("find", OperationRole.Lookup, "按字段查找", "Find by fields", typeof(FindSettings))
                {
                    Description = "按一个或几个字段的值查找记录，供联查节点使用。",
                },
            ]
        )
        {
            Description = """
                任何以 JSON 收发的 HTTP 接口：路径、参数、认证、分页、成功规则全部由设置说明，不需要写代码。

                只调用 `baseUrl` 所在的主机、它的路径之下；完整网址、`//主机` 与 `..` 一律拒绝，重定向不跟随。
                """,
            KnownErrors = HttpErrors.Table,
        };

    /// <inheritdoc />
    public IConnection Open(ConnectionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new HttpConnection(context);
    }
}
