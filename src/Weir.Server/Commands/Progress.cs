using Weir.Engine.Ledger;
using Weir.Engine.Runtime;

namespace Weir.Server.Commands;

/// <summary>Shows how a run goes: one living line on a terminal, a plain line now and then when piped. On standard error, so that standard output stays for results.</summary>
internal sealed class Progress(TimeProvider time)
{
    private static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(5);
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly long _started = time.GetTimestamp();
    private long _lastPlain = time.GetTimestamp();

    public void Show(FlowStatus status, QueueCounts counts)
    {
        if (!_terminal && time.GetElapsedTime(_lastPlain) < PlainEvery)
            return;
        _lastPlain = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_started).TotalSeconds;
        var line =
            $"{status.Flow} #{status.Run}  slices {status.SlicesDone}/{status.Slices}  read {status.Read.Read:N0}  waiting {counts.Waiting:N0}  delivered {counts.Delivered:N0}"
            + Some("retrying", counts.Retrying)
            + Some("in doubt", counts.InDoubt)
            + Some("failed", counts.Failed + counts.Held)
            + $"  {status.Read.Read / Math.Max(0.1, seconds):N0}/s  {seconds:0}s";
        if (_terminal)
            Console.Error.Write($"\r{Cut(line)}\u001b[K");
        else
            Console.Error.WriteLine(line);
    }

    public void End()
    {
        if (_terminal)
            Console.Error.Write("\r\u001b[K");
    }

    private static string Some(string word, long n) => n == 0 ? "" : $"  {word} {n:N0}";

    private static string Cut(string line)
    {
        var width = Console.WindowWidth - 1;
        return width > 20 && line.Length > width ? line[..width] : line;
    }
}
