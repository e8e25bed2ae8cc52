using System.Text.Json;
using Weir.Sdk.Settings;

namespace Weir.Server.Cases;

/// <summary>A case file as it is written.</summary>
internal sealed record CaseSettings
{
    [Field("名称", "Name", Help = "What the case shows, in a few words.")]
    public required string Name { get; init; }

    [Field("流程", "Flow", Help = "Flow file beside the cases directory; needed only where several stand there.")]
    public string? Flow { get; init; }

    [Field("当前时间", "Now", Help = "CURRENT_TIME and NOW(): yyyy-MM-dd HH:mm:ss in the zone.")]
    public required string Now { get; init; }

    [Field("上次时间", "Last sync", Help = "LAST_SYNC_TIME, written like now. Default: 1970.")]
    public string? LastSync { get; init; }

    [Field("时区", "Zone", Help = "Default: the zone of the flow's source.")]
    public string? Zone { get; init; }

    [Field(
        "连接器",
        "Connectors",
        Help = "Connection of a target: its connector. Needed where the connection is not named like its connector."
    )]
    public Dictionary<string, string>? Connectors { get; init; }

    [Field("参数", "Parameters", Help = "Values of the flow's parameters.")]
    public Dictionary<string, JsonElement>? Parameters { get; init; }

    [Field("静态表", "Tables", Help = "Table of the flow: key: value; takes the place of the flow's own rows.")]
    public Dictionary<string, JsonElement>? Tables { get; init; }

    [Field("来源记录", "Source", Help = "List of the records that the source gives, or { file: rows.json } beside the case.")]
    public required JsonElement Source { get; init; }

    [Field(
        "联查结果",
        "Lookups",
        Help = "Lookup node: rows that the other side has, with the fields of 'where' and 'take' as the other side names them."
    )]
    public Dictionary<string, List<JsonElement>>? Lookups { get; init; }

    [Field("期望", "Expect", Help = "Target node: what it gets. Targets that are not named are not looked at.")]
    public required Dictionary<string, ExpectSettings> Expect { get; init; }
}

/// <summary>What one target gets: everything, so that what is left out is expected to be nothing.</summary>
internal sealed record ExpectSettings
{
    [Field("单据", "Documents", Help = "The documents that would be sent, in any order.")]
    public List<ExpectDocument>? Documents { get; init; }

    [Field("被规则拒绝", "Rejected", Help = "What a rule drops.")]
    public List<ExpectRejected>? Rejected { get; init; }

    [Field("失败", "Failed", Help = "What cannot be mapped.")]
    public List<ExpectFault>? Failed { get; init; }

    [Field("挂起", "Held", Help = "What waits for a person.")]
    public List<ExpectFault>? Held { get; init; }
}

/// <summary>A document that would be sent.</summary>
internal sealed record ExpectDocument
{
    [Field("主键", "Key", Help = "Its key in the ledger.")]
    public required JsonElement Key { get; init; }

    [Field("内容", "Body", Help = "The whole document.")]
    public required JsonElement Body { get; init; }
}

/// <summary>A document that a rule drops.</summary>
internal sealed record ExpectRejected
{
    [Field("主键", "Key", Help = "Its key in the ledger; \"\" for a record that has none.")]
    public required JsonElement Key { get; init; }

    [Field("规则", "Rule", Help = "Text that the rule contains.")]
    public string Rule { get; init; } = "";
}

/// <summary>A document that fails or is held.</summary>
internal sealed record ExpectFault
{
    [Field("主键", "Key", Help = "Its key in the ledger.")]
    public required JsonElement Key { get; init; }

    [Field("消息", "Message", Help = "Text that the message contains.")]
    public string Message { get; init; } = "";
}
