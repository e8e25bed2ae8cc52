using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Weir.Tests.Crash;

/// <summary>Stands between a run and its target and can be closed: then open connections are cut and new ones refused.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly IPEndPoint _target;
    private readonly IPEndPoint _own;
    private readonly ConcurrentDictionary<Socket, byte> _sockets = [];
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public Relay(Uri target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target.Port);
        Open(0);
        _own = (IPEndPoint)_listener!.LocalEndpoint;
    }

    public Uri Address => new($"http://127.0.0.1:{_own.Port}/");

    public void Open() => Open(_own.Port);

    private void Open(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async Task CloseAsync()
    {
        _listener?.Dispose();
        await _accepting;
        foreach (var socket in _sockets.Keys)
            socket.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptSocketAsync(CancellationToken.None));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets[client] = 0;
        _sockets[server] = 0;
        try
        {
            await server.ConnectAsync(_target, CancellationToken.None);
            await using var near = new NetworkStream(client);
            await using var far = new NetworkStream(server);
            await Task.WhenAny(near.CopyToAsync(far, CancellationToken.None), far.CopyToAsync(near, CancellationToken.None));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // One side is gone; the other is told so below.
        }
        finally
        {
            _sockets.TryRemove(client, out _);
            _sockets.TryRemove(server, out _);
            client.Dispose();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
