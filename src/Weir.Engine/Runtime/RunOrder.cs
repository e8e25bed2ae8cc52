namespace Weir.Engine.Runtime;

/// <summary>What a flow is asked to run.</summary>
/// <param name="Trigger">What asks: cli, api, <c>trigger:name</c>, <see cref="Backfill"/>.</param>
/// <param name="Parameters">Values of the flow's parameters, checked; null = the defaults.</param>
/// <param name="Range">The range of a backfill.</param>
[GenerateSerializer, Immutable]
public sealed record RunOrder(string Trigger, string? Parameters = null, BackfillRange? Range = null)
{
    /// <summary>What a run keeps as its trigger when it reads a past range.</summary>
    public const string Backfill = "backfill";
}

/// <summary>A past range that is read once more.</summary>
/// <param name="From">Low end.</param>
/// <param name="To">High end.</param>
/// <param name="Slice">Longest slice.</param>
[GenerateSerializer, Immutable]
public sealed record BackfillRange(DateTimeOffset From, DateTimeOffset To, TimeSpan Slice)
{
    /// <summary>Shortest slice.</summary>
    public static readonly TimeSpan ShortestSlice = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with it, or null.</summary>
    public string? Wrong(DateTimeOffset now) =>
        From >= To ? "the range ends before it begins: 'from' is earlier than 'to'"
        : From >= now ? "the range lies in the future: a backfill reads what is past"
        : Slice < ShortestSlice ? "a slice is at least 1m long"
        : null;
}
