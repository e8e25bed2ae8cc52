using System.Globalization;

namespace Weir.Engine.Import.Qeasy;

/// <summary>A save of 金蝶云星空: the system parameters as settings of our operation.</summary>
internal static class KingdeeTargetConversion
{
    private static readonly string[] Actions = ["submit", "audit", "unaudit", "delete", "push", "allocate"];

    /// <summary>Parameters and the settings they become; a null setting needs none.</summary>
    private static readonly Dictionary<string, string?> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["FormId"] = null,
        ["Operation"] = null,
        ["limit"] = null,
        ["BatchCount"] = null,
        ["IsAutoSubmitAndAudit"] = "autoSubmitAndAudit",
        ["IsVerifyBaseDataField"] = "verifyBaseData",
        ["ValidateFlag"] = "validateFlag",
        ["IsDeleteEntry"] = "isDeleteEntry",
        ["InterationFlags"] = "interationFlags",
        ["SubSystemId"] = "subSystemId",
        ["NeedReturnFields"] = "needReturnFields",
    };

    public static bool IsParameter(SchemeField field) =>
        Parameters.ContainsKey(field.Field) && field.Field is not "limit" && field.Children.Count == 0;

    public static string OperationOf(SchemeHalf half, ImportReport report)
    {
        var asked = (half.Api ?? half.Parameter("Operation")?.Value ?? "batchSave").Trim();
        var operation =
            string.Equals(asked, "batchSave", StringComparison.OrdinalIgnoreCase) ? "batchSave"
            : string.Equals(asked, "save", StringComparison.OrdinalIgnoreCase) ? "save"
            : Actions.FirstOrDefault(action => string.Equals(action, asked, StringComparison.OrdinalIgnoreCase));
        if (operation is not null)
            report.Converted("target.api", $"接口 {operation}", half.Api ?? asked);
        else
            report.Decide("target.api", "目标接口不在金蝶连接器里", "暂用 batchSave，请核对", asked);
        return operation ?? "batchSave";
    }

    public static YamlGroup SettingsOf(Conversion conversion, List<string> references)
    {
        var half = conversion.Target;
        var report = conversion.Report;
        var settings = new YamlGroup();
        Form(settings, half, report);
        Identity(settings, half, report);
        Flag(
            settings,
            half,
            report,
            "IsAutoSubmitAndAudit",
            "autoSubmitAndAudit",
            half.Rule("autoCheck") is { } check && SchemeJson.Truth(check) != false
        );
        Flag(settings, half, report, "IsVerifyBaseDataField", "verifyBaseData", otherwise: false);
        foreach (var field in half.OtherRequest)
            Parameter(settings, field, report);
        if (Rows(conversion) is { } rows)
            settings.Add("batchRows", Math.Clamp(rows, 1, 1000));
        if (half.Parameter("BatchCount")?.Value is { Length: > 0 } count)
            report.Converted("target.BatchCount", "服务器内部分批不再需要：并行由通道数决定", count);
        var kinds = new YamlGroup();
        foreach (var name in references.Distinct(StringComparer.Ordinal))
            kinds.Add(name, new YamlGroup().Add("kind", "reference"));
        if (!kinds.IsEmpty)
            settings.Add("fields", kinds, "写成 {FNumber: …} 的字段");
        return settings;
    }

    private static void Form(YamlGroup settings, SchemeHalf half, ImportReport report)
    {
        if (half.Parameter("FormId")?.Value is { Length: > 0 } form)
        {
            settings.Add("formId", form);
            report.Converted("target.FormId", $"formId {form}", form);
            return;
        }
        var guess = KingdeeForms.Guess(half);
        settings.Add("formId", guess ?? "FORM_ID", guess is null ? "待填" : "推断，待核对");
        report.Decide(
            "target.FormId",
            "没有给出业务对象表单 Id",
            guess is null ? "填入 formId，例如 SAL_SaleOrder" : $"由单据类型与接口名推断为 {guess}，请核对",
            half.ApiName
        );
    }

    private static void Identity(YamlGroup settings, SchemeHalf half, ImportReport report)
    {
        var candidate = half.Request.Find(f => f.Field is "FBillNo" or "FNumber" && !string.IsNullOrEmpty(f.Value));
        candidate ??= half.Request.Find(f =>
            f.Field.StartsWith("F_", StringComparison.Ordinal) && f.Field.EndsWith("out_id", StringComparison.OrdinalIgnoreCase)
        );
        if (candidate is not null)
            settings.Add("identity", candidate.Field, "在金蝶中认出这张单据的字段");
        report.Decide(
            "target.identity",
            "Weir 用外部标识字段在金蝶里认出单据：不重复新增、断线后先查再发",
            candidate is null
                ? "映射里没有合适的字段：建一个自定义字段（例如 F_out_id）写入来源主键，并设 identity；不设则断线的单据要人工确认"
                : $"暂用 {candidate.Field}；若金蝶会改写它，请改用自定义字段"
        );
    }

    private static void Flag(YamlGroup settings, SchemeHalf half, ImportReport report, string parameter, string setting, bool otherwise)
    {
        var given = SchemeJson.Truth(half.Parameter(parameter)?.Value);
        settings.Add(setting, given ?? otherwise, parameter);
        if (given is { } value)
            report.Converted($"target.{parameter}", $"{setting}: {(value ? "true" : "false")}", half.Parameter(parameter)?.Value);
        else if (half.OtherRequest.Count == 0 && !otherwise)
            report.Decide($"target.{parameter}", "没有给出这个参数", $"按金蝶的默认值设 {setting}: false，请核对");
        else
            report.Converted(
                $"target.{parameter}",
                $"{setting}: {(otherwise ? "true" : "false")}（原方案未填，按{(otherwise ? " autoCheck" : "金蝶默认值")}）"
            );
    }

    private static void Parameter(YamlGroup settings, SchemeField field, ImportReport report)
    {
        var at = $"target.otherRequest.{field.Field}";
        if (!Parameters.TryGetValue(field.Field, out var setting))
        {
            if (!string.IsNullOrEmpty(field.Value) || field.Children.Count > 0)
                report.Unsupported(
                    at,
                    "金蝶连接器没有这个参数",
                    field.Value ?? string.Join(", ", field.Children.Select(c => $"{c.Field}={c.Value}"))
                );
        }
        else if (setting is not null && !settings.Has(setting) && !string.IsNullOrEmpty(field.Value))
        {
            YamlPart value =
                setting is "needReturnFields" ? new YamlList(SchemeJson.Split(field.Value).Select(name => new YamlString(name)))
                : setting is "validateFlag" or "isDeleteEntry" ? RequestSettings.Typed(field.Value, "bool")
                : new YamlString(field.Value);
            settings.Add(setting, value, field.Field);
            report.Converted(at, setting, field.Value);
        }
    }

    /// <summary>Documents in a call: rows of a batch operation, or a limit among the parameters.</summary>
    public static int? Rows(Conversion conversion)
    {
        var operation = StageConversion.Operation(conversion.Target);
        var text = operation is { } given ? SchemeJson.MemberText(given, "rows") : null;
        var source = "operation.rows";
        if (text is null && conversion.Target.OtherRequest.Find(f => f.Field is "limit")?.Value is { } limit)
            (text, source) = (limit, "otherRequest.limit");
        if (operation is { } all)
            foreach (var member in all.EnumerateObject())
                if (member.Name is not ("method" or "rows" or "rowsKey" or "field" or "bodyName" or "header" or "body" or "bodySum"))
                    conversion.Report.Unsupported($"target.operation.{member.Name}", "未知的键", member.Value.GetRawText());
                else if (member.Name is "method" && SchemeJson.Text(member.Value) is not ("batchArraySave" or "merge" or "none"))
                    conversion.Report.Unsupported("target.operation.method", "不认识的加工方式", all.GetRawText());
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) || rows < 1)
            return null;
        conversion.Report.Converted($"target.{source}", $"每次调用 {rows} 张单据", operation?.GetRawText() ?? text);
        return rows;
    }
}
