using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Weir.Engine.Connections;
using Weir.Engine.Flows;
using Weir.Engine.Ledger;
using Weir.Sdk.Connectors;

namespace Weir.Engine.Runtime;

/// <summary>Puts the engine into a host: one embedded Orleans silo on free loopback ports, and what its grains work with.</summary>
public static class EngineHost
{
    /// <summary>Adds the engine.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="ledger">The ledger; disposed by whoever opened it, after the host.</param>
    /// <param name="connections">The connections.</param>
    /// <param name="flows">The flows.</param>
    public static void AddEngine(
        this IHostApplicationBuilder builder,
        ILedgerStore ledger,
        IReadOnlyList<ConnectionDefinition> connections,
        IReadOnlyList<FlowDefinition> flows
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(ledger);
        builder.Services.AddSingleton(new FlowCatalog(flows));
        builder.Services.AddSingleton(services => OpenAll(services, connections));
        builder.Services.AddSingleton<EngineServices>();
        builder.Services.AddSingleton<PushReceiver>();
        builder.Services.AddSingleton<Reconciling.Reconciliation>();
        builder.UseOrleans(silo =>
        {
            var (siloPort, gatewayPort) = FreePorts();
            silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: "weir", clusterId: $"embedded-{siloPort}");
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromDays(365));
            silo.Configure<ClusterMembershipOptions>(options => options.NumMissedProbesLimit = 10);
        });
    }

    private static OpenConnections OpenAll(IServiceProvider services, IReadOnlyList<ConnectionDefinition> connections)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Weir.Connections");
        ISession Session(string name) =>
            new GrainSession(() => services.GetRequiredService<IGrainFactory>().GetGrain<IConnectionGrain>(name));
        return new OpenConnections(
            connections,
            Session,
            services.GetRequiredService<TimeProvider>(),
            (name, text) => logger.LogInformation("{Connection}: {Note}", name, text)
        );
    }

    /// <summary>
    /// Several processes live side by side, so that fixed ports are not to be had. From below the range that outgoing connections take theirs from, because
    /// between this look and the silo's start nobody holds them.
    /// </summary>
    private static (int Silo, int Gateway) FreePorts()
    {
        var silo = FreePort(except: 0);
        return (silo, FreePort(silo));
    }

    private static int FreePort(int except)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            if (port == except)
                continue;
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; the next one.
            }
        }
        throw new InvalidOperationException("No free port was found between 20000 and 32000 on the loopback address.");
    }
}
