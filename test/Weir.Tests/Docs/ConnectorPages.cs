using System.Globalization;
using System.Text;
using Weir.Sdk.Connectors;
using Weir.Sdk.Errors;
using Weir.Sdk.Settings;

namespace Weir.Tests.Docs;

/// <summary>Writes the page of a connector from its manifest.</summary>
internal static class ConnectorPages
{
    public static string Of(IConnector connector)
    {
        var manifest = connector.Manifest;
        var folder = connector.GetType().Namespace!.Split('.')[^1];
        var page = new StringBuilder();
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!-- Written by the tests from the connector's manifest (WEIR_UPDATE_DOCS=1). Change the code, not this file. -->
            # {manifest.Label} · {manifest.LabelEn} (`{manifest.Id}`)

            {manifest.Description.Trim()}

            行为与限制 · Behaviour and limits: [src/Weir.Connectors/{folder}](../../src/Weir.Connectors/{folder}/README.md)

            ## 连接设置 · Connection settings


            """
        );
        page.Append(SettingTable.Of(manifest.SettingsType));
        page.Append(
            CultureInfo.InvariantCulture,
            $"""

            连接的 `limits` 默认值 · Defaults of `limits`: `concurrentCalls` {manifest.Limits.ConcurrentCalls}, `callsPerSecond` {Rate(
                manifest.Limits
            )}, `callTimeout` {Duration.Format(manifest.Limits.CallTimeout)}.

            ## 接口 · Operations

            | 接口 · Operation | 角色 · Role | 名称 · Name |
            |---|---|---|

            """
        );
        foreach (var operation in manifest.Operations)
            page.Append(
                CultureInfo.InvariantCulture,
                $"| [`{operation.Id}`](#{Anchor(operation)}) | {Role(operation)} | {operation.Label} · {operation.LabelEn} |\n"
            );
        foreach (var operation in manifest.Operations)
            AddOperation(page, operation, manifest.Operations);
        AddErrors(page, manifest.KnownErrors);
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void AddOperation(StringBuilder page, OperationDescriptor operation, IReadOnlyList<OperationDescriptor> all)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"\n### {operation.Id}\n\n**{operation.Label} · {operation.LabelEn}**, {Role(operation)}."
        );
        if (operation.Description is { } description)
            page.Append(' ').Append(Cell.Text(description));
        page.Append("\n\n");
        if (operation.Role == OperationRole.Source)
            page.Append(
                CultureInfo.InvariantCulture,
                $"主键 · Key: {(operation.KeyPath is { } key ? $"`{key}`" : "流程指定 · named by the flow (`key`)")}. 按时间窗口读取 · Read by time windows: {(operation.Windowed ? $"是 · yes, 重叠 · overlap {Duration.Format(operation.Overlap)}" : "否 · no")}.\n\n"
            );
        var first = all.First(o => o.SettingsType == operation.SettingsType);
        page.Append(
            first == operation ? SettingTable.Of(operation.SettingsType) : $"设置同 · Settings as of [`{first.Id}`](#{Anchor(first)}).\n"
        );
        if (operation.Fields.Count == 0)
            return;
        page.Append("\n| 字段 · Field | 名称 · Name | 类型 · Kind | 必填 · Required |\n|---|---|---|---|\n");
        foreach (var field in operation.Fields)
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {Cell.Code(field.Name)} | {Cell.Text(field.Label)} | {Cell.Word(field.Kind)} | {(field.Required ? "是 · yes" : "")} |\n"
            );
    }

    private static void AddErrors(StringBuilder page, IReadOnlyList<KnownError> errors)
    {
        if (errors.Count == 0)
            return;
        page.Append(
            """

            ## 已知错误 · Known errors

            自上而下第一条符合的生效 · The first row that applies counts.

            | 代码 · Code | 原文包含 · Text contains | 处理 · Kind | 分组 · Group | 建议 · Advice |
            |---|---|---|---|---|

            """
        );
        foreach (var error in errors)
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {Cell.Code(error.Code)} | {Cell.Code(error.Contains)} | {Cell.Word(error.Kind)} | {error.Group} | {Cell.Text(error.Advice)} |\n"
            );
    }

    private static string Role(OperationDescriptor operation) =>
        operation.Role switch
        {
            OperationRole.Source => "源 · source",
            OperationRole.Target => "目标 · target",
            _ => "联查 · lookup",
        };

    private static string Rate(ConnectionLimits limits) =>
        limits.CallsPerSecond == 0 ? "0 (不限 · no limit)" : limits.CallsPerSecond.ToString(CultureInfo.InvariantCulture);

    /// <summary>The heading's anchor, as forges make it: lower case, without dots.</summary>
    private static string Anchor(OperationDescriptor operation) =>
        operation.Id.ToLowerInvariant().Replace(".", "", StringComparison.Ordinal);
}
