namespace Weir.Sandbox.Kingdee;

/// <summary>A resolved reference.</summary>
internal sealed record BaseItem(long Id, string Number, string Name);

/// <summary>One row of a body or the single row of a sub-head.</summary>
internal sealed record EntryRow(long Id, object?[] Values);

/// <summary>A stored record, whether base data or a bill.</summary>
internal sealed class Bill(long id, Form form)
{
    public long Id { get; } = id;
    public Form Form => form;
    public object?[] Head { get; set; } = new object?[form.Head.Width];
    public Dictionary<Entity, List<EntryRow>> Entries { get; set; } = [];

    /// <summary>Z 暂存, A 创建, B 审核中, C 已审核, D 重新审核.</summary>
    public string Status { get; set; } = "A";
    public bool Forbidden { get; set; }
    public bool Cancelled { get; set; }
    public bool Deleted { get; set; }
    public DateTime Created { get; set; }
    public DateTime Modified { get; set; }
    public DateTime? Approved { get; set; }
    public BaseItem? Creator { get; set; }
    public BaseItem? Modifier { get; set; }
    public BaseItem? Approver { get; set; }

    /// <summary>The record that this one was allocated from, else its own id.</summary>
    public long MasterId { get; set; } = id;
    public bool IsAllocated => MasterId != Id;

    public int Saves { get; set; }
    public int Audits { get; set; }
    public int UnAudits { get; set; }

    public string Number => Text(form.NumberKey) ?? "";
    public string Name => Text("FName") ?? "";

    public object? Read(Field field) => field.Kept is { } kept ? kept(this) : Head[field.Ordinal];

    public string? Text(string key) => form.HeadField(key) is { } field ? Read(field) as string : null;

    public BaseItem? Reference(string key) => form.HeadField(key) is { } field ? Read(field) as BaseItem : null;

    public IReadOnlyList<EntryRow> Rows(Entity entity) => Entries.TryGetValue(entity, out var rows) ? rows : [];
}
