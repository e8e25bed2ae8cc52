using Weir.Engine.Flows;
using Weir.Server.Hosting;

namespace Weir.Server.Commands;

/// <summary>What a demo tells on standard output.</summary>
internal sealed class DemoReport(TextWriter output)
{
    private const int LabelColumns = 10;

    public void Opening(string data, DemoSandbox sandbox, FlowDefinition flow)
    {
        output.WriteLine("Weir 堰 演示");
        Line("数据目录", data);
        Line("沙箱", $"{sandbox.Address}  植隆代理商 {sandbox.Agents:N0} 个，金蝶云星空账套 1 个");
        Line("集成方案", $"{flow.Name}  {flow.Title}");
        output.WriteLine();
    }

    public void Result(RunResult run, DemoCounts vendor)
    {
        Line("读取", $"{run.Read:N0} 条，其中未变 {run.Unchanged:N0} 条");
        Line("单据账本", $"已送达 {run.Delivered:N0}，失败 {run.Failed:N0}，待查证 {run.InDoubt:N0}，过滤 {run.Rejected:N0}");
        Line("金蝶客户", $"{vendor.Customers:N0} 个，已审核 {vendor.Audited:N0} 个，外部ID重复 {vendor.Duplicates:N0} 个");
        Line("批量保存", $"BatchSave 调用 {vendor.Saves:N0} 次，单据 {vendor.Packages:N0} 张");
        if (vendor.Faults > 0)
            Line("故障", $"沙箱共制造 {vendor.Faults:N0} 次：会话失效、限流、断线、错误页、慢响应");
        Line("用时", $"{run.Seconds:0.0} 秒");
        if (run.Delivered > vendor.Customers)
            Line("说明", "沙箱的客户只在内存中，随上次演示的进程消失；账本记得它们已送达，没有再发。");
        if (run.FailedKeys.Count > 0)
            Line("失败主键", string.Join(", ", run.FailedKeys.Take(20)) + (run.FailedKeys.Count > 20 ? " …" : ""));
    }

    public void StaysUp(string address, string link)
    {
        output.WriteLine();
        Line(WebShell.IsThere ? "打开网页" : "登录链接", $"{address}/enter#token={link}  （演示专用链接，以所有者身份登录）");
        Line("API", $"{address}/api/v1  说明见 {address}/openapi/v1.json  按 Ctrl-C 停止");
    }

    /// <summary>A Chinese character takes two columns of a terminal.</summary>
    private void Line(string label, string text)
    {
        var columns = label.Sum(c => c > 0x2E80 ? 2 : 1);
        output.WriteLine($"  {label}{new string(' ', LabelColumns - columns)}{text}");
    }
}
