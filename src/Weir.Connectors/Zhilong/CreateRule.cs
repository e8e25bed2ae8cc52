namespace Weir.Connectors.Zhilong;

/// <summary>
/// Decides on the second pass. RuoYi sets only <c>createTime</c> on insert; <c>updateTime</c> stays null until the first edit, so a window on it
/// may never show a new row (reference §4, open questions).
/// </summary>
internal static class CreateRule
{
    /// <summary>What follows the update pass: nothing, a probe, or the create pass.</summary>
    public static ReadPass? After(CreatePass setting, bool windowSent, PagingMode paging, long? updateTotal)
    {
        // Without a window the first pass has shown every row.
        if (setting is CreatePass.Off || !windowSent)
            return null;
        // A probe asks for one row to learn the total; without total or pages it would be the whole pass itself.
        var canProbe = updateTotal is not null && paging is not PagingMode.None;
        return setting is CreatePass.Auto && canProbe ? ReadPass.Probe : ReadPass.Create;
    }

    /// <summary>Whether the create pass is needed after the probe: unless it is certain that nothing was created in the window.</summary>
    public static bool Needed(long? createTotal) => createTotal is null or > 0;
}
