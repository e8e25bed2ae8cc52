using Weir.Sdk.Connectors;

namespace Weir.Connectors.Zhilong;

/// <summary>植隆业务中台: agents, end customers, service orders and applications of franchise networks, read by time windows.</summary>
public sealed class ZhilongConnector : IConnector
{
    /// <inheritdoc />
    public ConnectorManifest Manifest { get; } =
        new("zhilong", "植隆业务中台", "Zhilong Business Platform", typeof(ZhilongSettings), ZhilongOperations.All)
        {
            Description = """
                上海植隆业务中台的列表接口（`POST /api/<模块>/list`），按 `updateTimeStart`、`updateTimeEnd` 增量读取。

                厂商没有公开文档：接口名与字段来自公开的集成方案页面，响应与错误按若依（RuoYi、RuoYi-Vue）源代码处理，
                认证、参数位置、分页与封套全部可配置，封套在第一次调用时自动识别。
                """,
            KnownErrors = ZhilongErrors.Table,
        };

    /// <inheritdoc />
    public IConnection Open(ConnectionContext context) => new ZhilongConnection(context);
}
