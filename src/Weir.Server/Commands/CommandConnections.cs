using Weir.Engine.Connections;

namespace Weir.Server.Commands;

/// <summary>The connections of a command that looks and is gone: sessions of its own, no permits.</summary>
internal sealed class CommandConnections : IAsyncDisposable
{
    private readonly List<LocalSession> _sessions = [];

    public CommandConnections(IReadOnlyList<ConnectionDefinition> definitions)
    {
        Open = new OpenConnections(
            definitions,
            name =>
            {
                var session = new LocalSession(token => Open!.Get(name).SignInAsync(token));
                _sessions.Add(session);
                return session;
            },
            TimeProvider.System,
            (name, note) => Console.Error.WriteLine($"{name}: {note}")
        );
    }

    public OpenConnections Open { get; }

    public async ValueTask DisposeAsync()
    {
        _sessions.ForEach(session => session.Dispose());
        await Open.DisposeAsync();
    }
}
