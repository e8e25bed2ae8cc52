using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Weir.Server.Ledger;

/// <summary>A line of a flow's log.</summary>
/// <param name="At">When.</param>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Level">information, warning, error.</param>
/// <param name="Text">The line.</param>
internal sealed record LogLine(DateTimeOffset At, string Flow, string Level, string Text);

/// <summary>Hands the log lines that name a flow to those who listen.</summary>
internal sealed class FlowLog(TimeProvider time) : ILoggerProvider
{
    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();

    /// <summary>Lines of these flows, from now on.</summary>
    public Listener Listen(IReadOnlySet<string> flows)
    {
        var listener = new Listener(flows, gone => _listeners.TryRemove(gone, out _));
        _listeners[listener] = 0;
        return listener;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName.StartsWith("Weir.", StringComparison.Ordinal));

    public void Dispose() => _listeners.Clear();

    private void Write(LogLevel level, string flow, string text)
    {
        if (_listeners.IsEmpty)
            return;
        var line = new LogLine(time.GetUtcNow(), flow, System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(level.ToString()), text);
        foreach (var listener in _listeners.Keys)
            listener.Offer(line);
    }

    /// <summary>Somebody who listens. Has room for 256 lines; who lets it run over is told so.</summary>
    internal sealed class Listener(IReadOnlySet<string> flows, Action<Listener> left) : IDisposable
    {
        private const int MostLines = 256;
        private readonly Channel<LogLine> _lines = Channel.CreateBounded<LogLine>(MostLines);

        /// <summary>True when lines came faster than they were taken.</summary>
        public bool Lost { get; private set; }

        /// <summary>Completes when there is a line.</summary>
        public Task Arrived => _lines.Reader.WaitToReadAsync().AsTask();

        public void Offer(LogLine line)
        {
            if (flows.Contains(line.Flow) && !_lines.Writer.TryWrite(line))
                Lost = true;
        }

        public IEnumerable<LogLine> Take()
        {
            while (_lines.Reader.TryRead(out var line))
                yield return line;
        }

        public void Dispose()
        {
            left(this);
            _lines.Writer.TryComplete();
        }
    }

    private sealed class Logger(FlowLog log, bool isOurs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isOurs && logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel) && state is IEnumerable<KeyValuePair<string, object?>> facts && FlowIn(facts) is { } flow)
                log.Write(logLevel, flow, formatter(state, exception));
        }

        private static string? FlowIn(IEnumerable<KeyValuePair<string, object?>> facts) =>
            facts.FirstOrDefault(fact => string.Equals(fact.Key, "flow", StringComparison.OrdinalIgnoreCase)).Value as string;
    }
}
