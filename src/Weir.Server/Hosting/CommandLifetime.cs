using Microsoft.Extensions.Hosting;

namespace Weir.Server.Hosting;

/// <summary>A host that lives inside a command: signals are the command's business, and a second listener would stop the host while it starts.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
