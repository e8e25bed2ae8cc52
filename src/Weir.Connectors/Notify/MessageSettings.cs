using Weir.Sdk.Settings;

namespace Weir.Connectors.Notify;

/// <summary>What becomes of a message of which it is not known whether it arrived.</summary>
internal enum DoubtChoice
{
    /// <summary>Sent again: told twice rather than not at all.</summary>
    Resend,

    /// <summary>A person decides: rather not told than told twice.</summary>
    Hold,
}

/// <summary>Settings of a node that sends messages, whatever the way.</summary>
internal abstract record MessageSettings
{
    [Field("标题", "Title", Help = "First line of the message, subject of a mail. {count} becomes the number of documents in it.")]
    public required string Title { get; init; }

    [Field("内容字段", "Text field", Help = "Field of the mapped document that becomes its line; dots for nested ones. Default text.")]
    public string Text { get; init; } = "text";

    [Field("最多行数", "Lines", Help = "Most lines in one message; the other documents are counted. Default 10.", Min = 1, Max = 100)]
    public int Lines { get; init; } = 10;

    [Field(
        "余数说明",
        "More",
        Help = "Last line when there are more documents than lines; {n} becomes their number. Default … 还有 {n} 条."
    )]
    public string More { get; init; } = "… 还有 {n} 条";

    [Field(
        "每条消息单据数",
        "Documents per message",
        Help = "Most documents that one message stands for. Default 200.",
        Min = 1,
        Max = 1000
    )]
    public int Rows { get; init; } = 200;

    [Field(
        "存疑时",
        "When in doubt",
        Help = "The connection broke and nobody can be asked whether the message arrived. resend (default): told twice rather than not at all; hold: a person decides."
    )]
    public DoubtChoice OnDoubt { get; init; } = DoubtChoice.Resend;
}
