using System.Text.Json;

namespace Weir.Sandbox.Kingdee;

/// <summary>The keys beside Model in Save, BatchSave and Draft.</summary>
internal sealed class SaveOptions(JsonElement data)
{
    public IReadOnlySet<string> NeedUpdateFields { get; } =
        JsonValues.List(data, "NeedUpDateFields").ToHashSet(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> NeedReturnFields { get; } = JsonValues.List(data, "NeedReturnFields");

    public bool IsDeleteEntry { get; } = JsonValues.Flag(data, "IsDeleteEntry", otherwise: true);

    public bool IsVerifyBaseDataField { get; } = JsonValues.Flag(data, "IsVerifyBaseDataField", otherwise: false);

    public bool ValidateFlag { get; } = JsonValues.Flag(data, "ValidateFlag", otherwise: true);

    public bool ValidateRepeatJson { get; } = JsonValues.Flag(data, "ValidateRepeatJson", otherwise: false);

    public bool IsAutoSubmitAndAudit { get; } = JsonValues.Flag(data, "IsAutoSubmitAndAudit", otherwise: false);

    public bool IsDraftWhenSaveFail { get; } = JsonValues.Flag(data, "IsDraftWhenSaveFail", otherwise: false);

    /// <summary>Answers to questions, separated by semicolons. The missing c is the vendor's.</summary>
    public string InterationFlags { get; } = JsonValues.Text(data, "InterationFlags") ?? "";

    public int BatchCount { get; } = JsonValues.Int(data, "BatchCount", 0);
}
