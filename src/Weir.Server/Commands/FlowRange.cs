using Weir.Engine.Flows;
using Weir.Engine.Flows.Nodes.Source;
using Weir.Engine.Mapping;
using Weir.Engine.Runtime;
using Weir.Sdk.Settings;

namespace Weir.Server.Commands;

/// <summary>Reads a range of time from a command line, in the zone of a flow.</summary>
internal static class FlowRange
{
    /// <exception cref="CommandException">It is no range of time.</exception>
    public static BackfillRange Of(FlowDefinition flow, string from, string to, string? slice)
    {
        var source = flow.OfKind<SourceSettings>().Single().As<SourceSettings>();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(source.Window.Zone);
        DateTimeOffset Time(string option, string text) =>
            DateText.TryParse(text, zone, out var time)
                ? time
                : throw new CommandException($"{option} '{text}' is not a time; write yyyy-MM-dd or \"yyyy-MM-dd HH:mm:ss\".");
        if (!Duration.TryParse(slice ?? "1d", out var length))
            throw new CommandException($"--slice '{slice}' is not a time span; write for example 6h or 1d.");
        var range = new BackfillRange(Time("--from", from), Time("--to", to), length);
        return range.Wrong(TimeProvider.System.GetUtcNow()) is { } wrong
            ? throw new CommandException($"{flow.Name}: nothing was done: {wrong}.")
            : range;
    }
}
