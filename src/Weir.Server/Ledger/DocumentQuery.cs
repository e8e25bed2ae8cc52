using System.Text.Json;
using System.Text.Json.Serialization;
using Weir.Engine.Ledger;
using Weir.Engine.Ledger.Search;
using Weir.Server.Api;

namespace Weir.Server.Ledger;

/// <summary>Which deliveries are meant; only latest revisions.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DocumentQuery
{
    /// <summary>Name of a flow; default: all.</summary>
    public string? Flow { get; init; }

    /// <summary>Id of a target's node; default: all.</summary>
    public string? Target { get; init; }

    /// <summary>States, separated by commas; default: all.</summary>
    public string? State { get; init; }

    /// <summary>Key, number, target number, target id, declared field, or text of the error; at most 200 characters.</summary>
    public string? Q { get; init; }

    /// <summary>Accepted at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Accepted before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Id of an error group.</summary>
    public string? Group { get; init; }

    /// <summary>The filter, over flows that the caller sees; or what is wrong.</summary>
    public (DocumentFilter? Filter, string? Wrong) Read(IEnumerable<string> seen)
    {
        if (States(State) is not { } states)
            return (null, $"'{State}' is not a list of {string.Join(", ", StateWords.All.Keys)}.");
        var text = string.IsNullOrWhiteSpace(Q) ? null : Q.Trim();
        if (text?.Length > DocumentFilter.LongestText)
            return (null, $"'q' has at most {DocumentFilter.LongestText} characters.");
        if (Group is not null && (Group.Length != 16 || !Group.All(char.IsAsciiHexDigitLower)))
            return (null, "'group' is the id of an error group.");
        if (From >= To)
            return (null, "'from' is before 'to'.");
        var filter = new DocumentFilter
        {
            Flows = Flow is null ? [.. seen] : [Flow],
            Target = Target,
            States = states,
            Text = text,
            From = From,
            To = To,
            Group = Group,
        };
        return (filter, null);
    }

    private static List<DeliveryState>? States(string? words)
    {
        var states = new List<DeliveryState>();
        foreach (var word in words?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
            if (!StateWords.All.TryGetValue(word, out var state))
                return null;
            else if (!states.Contains(state))
                states.Add(state);
        return states;
    }
}

/// <summary>States in the words of the API; sending is never stored.</summary>
internal static class StateWords
{
    public static readonly IReadOnlyDictionary<string, DeliveryState> All = Enum.GetValues<DeliveryState>()
        .Where(state => state != DeliveryState.Sending)
        .ToDictionary(Of, StringComparer.Ordinal);

    public static string Of(DeliveryState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
